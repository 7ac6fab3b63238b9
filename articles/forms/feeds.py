"""What an admin says of a feed."""

from __future__ import annotations

import re
from typing import Any, Self

from django import forms
from django.utils.translation import gettext_lazy as _

from articles.fetching import Unfetched, parse_address
from articles.models import Feed
from articles.models.feeds import INTERVALS, FeedKind

MAX_SECTIONS = 50
SECTION_LENGTH = 100


class FeedForm(forms.Form):
    """What a person says of a feed beside its address."""

    title = forms.CharField(label=_("Name"), max_length=300, required=False)
    publisher = forms.CharField(
        label=_("Publisher"),
        max_length=200,
        required=False,
        help_text=_("It stands on each article. Left empty, each page says its own."),
    )
    sections = forms.CharField(
        label=_("Only these sections"),
        required=False,
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
        help_text=_("Words or beginnings of paths, a line each, such as: pemilu, /ekonomi. Empty takes everything."),
    )
    interval_minutes = forms.TypedChoiceField(
        label=_("Read it"), coerce=int, initial=30, choices=list(INTERVALS.items())
    )

    def clean_sections(self) -> list[str]:
        """Return the sections, each once. Refuses what is too long to be one, and more than MAX_SECTIONS."""
        parts = (" ".join(part.split()) for part in re.split(r"[\n,]", self.cleaned_data["sections"]))
        sections = list(dict.fromkeys(part for part in parts if part))
        if len(sections) > MAX_SECTIONS or any(len(section) > SECTION_LENGTH for section in sections):
            raise forms.ValidationError(
                _("At most %(count)s sections of %(length)s characters each.")
                % {"count": MAX_SECTIONS, "length": SECTION_LENGTH}
            )
        return sections

    def values(self) -> dict[str, Any]:
        """Return what the feed is changed to."""
        return {name: self.cleaned_data[name] for name in ("title", "publisher", "sections", "interval_minutes")}

    @staticmethod
    def initial_of(feed: Feed) -> dict[str, Any]:
        """Return a feed as the form shows it."""
        return {
            "url": feed.url,
            "title": feed.title,
            "publisher": feed.publisher,
            "sections": "\n".join(feed.sections),
            "interval_minutes": feed.interval_minutes,
        }


class AddFeedForm(FeedForm):
    """A new feed, looked at before it is saved: ``looked_at`` is the address, ``kind`` what was found there.

    ``instead`` is the address of another feed of a page, whose button was pressed.
    """

    url = forms.CharField(
        label=_("Address of the feed"),
        max_length=2_000,
        widget=forms.TextInput(attrs={"inputmode": "url", "spellcheck": "false", "autocapitalize": "none"}),
        help_text=_("RSS, Atom, or a sitemap."),
        error_messages={"required": _("Give the address of the feed.")},
    )
    looked_at = forms.CharField(required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(required=False, choices=FeedKind.choices, widget=forms.HiddenInput)

    field_order = ("url", "title", "publisher", "sections", "interval_minutes")

    def clean_url(self) -> str:
        """Return the address in its plain form; https is put before one that names no scheme."""
        raw = (self.data.get("instead") or self.cleaned_data["url"]).strip()
        try:
            return str(parse_address(raw if "://" in raw else f"https://{raw}"))
        except Unfetched as reason:
            raise forms.ValidationError(reason.message) from None

    def values(self) -> dict[str, Any]:
        """Return what the feed is made of, but its address."""
        return super().values() | {"kind": self.cleaned_data["kind"]}

    def is_looked_at(self) -> bool:
        """Say whether the person has seen what this very address lists, and wants it."""
        values = self.cleaned_data
        return bool(values["kind"]) and values["looked_at"] == values["url"] and "look" not in self.data

    def after_look(self, url: str, kind: str, title: str) -> Self:
        """Return the form as the person continues with it: with the feed's own title where they gave none."""
        values = self.data.dict() if hasattr(self.data, "dict") else dict(self.data)
        own = "" if values.pop("instead", "") else self.cleaned_data["title"]
        values |= {"url": url, "looked_at": url, "kind": kind, "title": own or title}
        return type(self)(values)


class EditFeedForm(AddFeedForm):
    """A feed that is here; another address is looked at before it is saved, as that of a new one."""

    def __init__(self, data: Any = None, *, feed: Feed | None = None) -> None:
        super().__init__(data, initial=self.initial_of(feed) if feed else None)
        self.fields["url"].required = False  # left empty, it stays as it is
        self.stored_url = feed.url if feed else ""

    def clean_url(self) -> str:
        """Return the address in its plain form, "" where none is given."""
        return super().clean_url() if self.cleaned_data["url"].strip() else ""

    def is_looked_at(self) -> bool:
        """Say whether the address is the one that is stored, or one that the person has looked at and wants."""
        return self.cleaned_data["url"] in {"", self.stored_url} or super().is_looked_at()

    def values(self) -> dict[str, Any]:
        """Return what the feed is changed to."""
        return super().values() | {"url": self.cleaned_data["url"]}
