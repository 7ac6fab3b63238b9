"""What is looked for, of which kind and in which order, from an address: whatever makes no sense means the usual."""

import re
from dataclasses import dataclass

from django import forms
from django.db import models
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from articles.models.search import Kind
from articles.searching import Asked, asked


class Order(models.TextChoices):
    """How what was found is ordered."""

    RELEVANCE = "relevance", _("By relevance")
    DATE = "date", _("Newest first")


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last row of a page: by what it was ordered, as text, and its id."""

    place: str
    pk: int

    def __str__(self) -> str:
        return f"{self.place}_{self.pk}"

    @staticmethod
    def read(text: str) -> "Cursor | None":
        """Return the place that an address names; None where it names none."""
        match = re.fullmatch(r"([0-9TZ:.+-]{1,40})_([0-9]{1,18})", text)
        return Cursor(match[1], int(match[2])) if match else None


class SearchField(forms.CharField):
    """What is typed; a NUL finds nothing in any text and is left out, and every length is taken."""

    def to_python(self, value: object) -> str:
        """Return the text without NUL and what is no text."""
        return str(super().to_python(value)).replace("\0", "").encode("utf-8", "replace").decode()


class SearchForm(forms.Form):
    """The search as its address says it."""

    q = SearchField(
        label=_("Search articles, claims, claimants, reasons and evidence"),
        required=False,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    kind = forms.ChoiceField(choices=Kind.choices, required=False)
    order = forms.ChoiceField(choices=Order.choices, required=False)
    after = forms.CharField(required=False)

    @classmethod
    def of(cls, values: QueryDict) -> "SearchForm":
        """Return the checked search of an address."""
        form = cls(values)
        form.is_valid()
        return form

    @property
    def text(self) -> str:
        """What was typed."""
        return str(self.cleaned_data.get("q") or "")

    @property
    def asked(self) -> Asked:
        """What it asks for."""
        return asked(self.text)

    @property
    def kind_chosen(self) -> str:
        """The one kind that is shown; empty for all."""
        return str(self.cleaned_data.get("kind") or "")

    @property
    def order_chosen(self) -> Order:
        """The order; by relevance where there are words to be relevant to."""
        chosen = Order(self.cleaned_data.get("order") or Order.RELEVANCE)
        return chosen if self.asked.words else Order.DATE

    @property
    def cursor(self) -> Cursor | None:
        """Where the page begins; None for the first."""
        return Cursor.read(str(self.cleaned_data.get("after") or ""))
