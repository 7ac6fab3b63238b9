"""Which column of a table is what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.reading.columns import FIELDS, Mapped

LABELS = {
    "text": gettext_lazy("Text of the article"),
    "title": gettext_lazy("Title"),
    "url": gettext_lazy("Web address"),
    "publisher": gettext_lazy("Publisher"),
    "byline": gettext_lazy("Byline"),
    "published_at": gettext_lazy("Published on"),
    "language": gettext_lazy("Language"),
}
"""What each of ``FIELDS`` is called on the page."""


class ColumnsForm(forms.Form):
    """For each field of an article the column that holds it; only the text needs one."""

    def __init__(self, columns: Sequence[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unnamed = _("column %(number)s")
        names = [(str(place), column or unnamed % {"number": place + 1}) for place, column in enumerate(columns)]
        for field in FIELDS:
            choices = [("", _("no column")), *names]
            self.fields[field] = forms.ChoiceField(label=LABELS[field], choices=choices, required=field == "text")

    def clean(self) -> dict[str, Any]:
        """Refuse one column for two fields."""
        values = super().clean() or {}
        taken: dict[str, str] = {}
        for field in FIELDS:
            place = values.get(field, "")
            if place and place in taken:
                self.add_error(field, _("This column is “%(field)s” already.") % {"field": LABELS[taken[place]]})
            taken.setdefault(place, field)
        return values

    def mapping(self) -> dict[str, int]:
        """Return from each field that has a column to its place; call it when the form is valid."""
        return {field: int(place) for field, place in self.cleaned_data.items() if place}


def filled(columns: Sequence[str], mapped: Mapped) -> ColumnsForm:
    """Return the form as a mapping has it."""
    return ColumnsForm(columns, {field: str(place) for field, place in mapped.items()})
