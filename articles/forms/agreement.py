"""Of which days and which people agreement is shown."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from articles.models import AnswerPair, User


class AgreementFilter(forms.Form):
    """The days, both included, and one or two people; from an address."""

    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    one = forms.ModelChoiceField(label=_("One of them"), required=False, queryset=User.objects.none())
    other = forms.ModelChoiceField(label=_("The other"), required=False, queryset=User.objects.none())

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        # Of pairs alone: who has answered at all would tell one of two that the other has.
        either = Q(first__author=OuterRef("pk")) | Q(second__author=OuterRef("pk"))
        people = User.objects.filter(Exists(AnswerPair.objects.filter(either))).order_by("name", "username")
        for name in ("one", "other"):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - for the types
            field.queryset = people
            field.empty_label = str(_("anybody"))

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        if values.get("since") and values.get("until") and values["since"] > values["until"]:
            self.add_error("until", _("This day is before the first one."))
        return values

    @property
    def days(self) -> tuple[date | None, date | None]:
        """The first and the last day; None is no bound, as what cannot be understood is."""
        return self.cleaned_data.get("since"), self.cleaned_data.get("until")

    @property
    def people(self) -> list[int]:
        """The ids of the people who were chosen, none to two."""
        chosen = (self.cleaned_data.get("one"), self.cleaned_data.get("other"))
        return [person.pk for person in dict.fromkeys(chosen) if person]
