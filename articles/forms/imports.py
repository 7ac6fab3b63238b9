"""What an admin brings in: a pasted text, files, or web addresses."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.reading import ARCHIVES, EXTENSIONS, TABLES

FIRST_DAY = date(1605, 1, 1)
"""The year of the first newspaper; an earlier day is a slip of the fingers."""


LANGUAGES_READ = [("id", _("Indonesian")), ("en", _("English")), ("es", _("Spanish"))]
"""The languages that the desk finds claims in; each is a folder of the engine."""


class PastedText(forms.CharField):
    """The text of an article; characters that no text has are dropped later, so a NUL is no reason to refuse it."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> Any:
        """Return the text without NUL, which no database keeps."""
        return str(super().to_python(value) or "").replace("\0", "")


class PublishedFields(forms.Form):
    """When an article was published: a day, and a time of day where it is known."""

    published_on = forms.DateField(
        label=_("Published on"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    published_time = forms.TimeField(
        label=_("Time"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )

    def clean_published_on(self) -> date | None:
        """Refuse days that no article can have been published on."""
        day: date | None = self.cleaned_data["published_on"]
        if day and not FIRST_DAY <= day <= timezone.localdate() + timedelta(days=366):
            raise forms.ValidationError(_("This day cannot be right."))
        return day

    def clean(self) -> dict[str, Any]:
        """Refuse a time of day without its day."""
        values = super().clean() or {}
        if values.get("published_time") and not values.get("published_on") and "published_on" not in self.errors:
            self.add_error("published_on", _("Give the day as well."))
        return values

    def published_at(self) -> datetime | None:
        """Return the time of publication; a day without a time begins at midnight in the newsroom's zone."""
        day, at = self.cleaned_data["published_on"], self.cleaned_data["published_time"]
        return timezone.make_aware(datetime.combine(day, at or time())) if day else None


class PasteForm(PublishedFields):
    """One pasted article. Only the text is needed; the rest is for finding and citing it."""

    text = PastedText(label=_("Text of the article"), strip=False)
    title = forms.CharField(label=_("Title"), max_length=500, required=False)
    publisher = forms.CharField(label=_("Publisher"), max_length=200, required=False)
    url = forms.URLField(label=_("Web address"), max_length=2_048, required=False, assume_scheme="https")
    byline = forms.CharField(label=_("Byline"), max_length=300, required=False)
    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        choices=[("", _("Detect it")), *LANGUAGES_READ],
    )

    def values(self) -> dict[str, Any]:
        """Return what :func:`articles.flow.importing.import_text` takes; a day without a time begins at midnight."""
        names = ("text", "title", "publisher", "url", "byline", "language")
        return {"published_at": self.published_at(), **{name: self.cleaned_data[name] for name in names}}


class AddressesForm(forms.Form):
    """Web addresses, a line each."""

    addresses = PastedText(
        label=_("Web addresses"),
        widget=forms.Textarea(attrs={"rows": 5, "inputmode": "url", "spellcheck": "false", "autocapitalize": "none"}),
        error_messages={"required": _("Give at least one web address.")},
    )

    def clean_addresses(self) -> list[str]:
        """Return the lines that have something in them, one for each that is repeated. Refuses more than the limit."""
        lines = list(
            dict.fromkeys(line.strip() for line in self.cleaned_data["addresses"].splitlines() if line.strip())
        )
        if len(lines) > settings.IMPORT_MAX_ADDRESSES:
            raise forms.ValidationError(
                _("These are %(count)s addresses; %(limit)s at once is the limit.")
                % {"count": len(lines), "limit": settings.IMPORT_MAX_ADDRESSES}
            )
        return lines


class RetryForm(forms.Form):
    """Trying a failed article again, as a text in this language where one is chosen."""

    language = forms.ChoiceField(label=_("It is in"), required=False, choices=[("", _("choose")), *LANGUAGES_READ])


class ManyFilesInput(forms.FileInput):
    """A file control that takes several."""

    allow_multiple_selected = True


class ManyFiles(forms.FileField):
    """One or more files. What is in them is judged one by one at the import, so an empty file is let through."""

    widget = ManyFilesInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(allow_empty_file=True, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        """Return the files. Raises ValidationError when there is none."""
        files = data if isinstance(data, list) else [data]
        return [super(ManyFiles, self).clean(file, initial) for file in files or [None]]


class FilesForm(forms.Form):
    """Many files at once."""

    uploads = ManyFiles(
        label=_("Files"),
        error_messages={"required": _("Choose at least one file.")},
        widget=ManyFilesInput(attrs={"accept": ",".join([*EXTENSIONS, *TABLES, *ARCHIVES])}),
    )
