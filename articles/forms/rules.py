"""A rule by which claims get a second review, as the browser sends it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from articles.models import SecondReviewRule
from articles.models.second_reviews import RuleKind

VALUE_OF: dict[str, str] = {RuleKind.WORTH: "threshold", RuleKind.PUBLISHER: "publisher", RuleKind.EVERY: "every"}
"""The field that a kind of rule needs; a person who is named needs none."""


class RuleForm(forms.Form):
    """One rule: its kind, and the one value that this kind needs."""

    kind = forms.ChoiceField(choices=RuleKind.choices, widget=forms.HiddenInput)
    threshold = forms.FloatField(
        label=_("Check-worthiness of at least"),
        required=False,
        min_value=0.0,
        max_value=1.0,
        widget=forms.NumberInput(attrs={"step": "0.05", "inputmode": "decimal"}),
        help_text=_("From 0 to 1; from 0.8 on nearly all is worth checking."),
    )
    publisher = forms.CharField(
        label=_("Publisher"), required=False, max_length=200, help_text=_("As it stands over the article.")
    )
    every = forms.IntegerField(
        label=_("One claim in every"),
        required=False,
        min_value=1,
        max_value=10_000,
        help_text=_("1 means every claim."),
    )

    @classmethod
    def blank(cls, kind: str) -> "RuleForm":
        """Return the form for a new rule of a kind."""
        return cls(initial={"kind": kind}, auto_id=f"id_{kind}_%s")

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        needed = VALUE_OF.get(str(values.get("kind")))
        if needed and values.get(needed) in (None, "") and not self.errors.get(needed):
            self.add_error(needed, _("Say from where on, whose, or how many."))
        if not self.errors:
            self.refuse_twice(needed)
        return values

    def refuse_twice(self, needed: str | None) -> None:
        """Add an error where the same rule is in force already."""
        same = SecondReviewRule.objects.filter(ended_at__isnull=True, kind=self.cleaned_data["kind"])
        if needed == "publisher":
            same = same.filter(publisher__iexact=self.cleaned_data["publisher"])
        elif needed:
            same = same.filter(**{needed: self.cleaned_data[needed]})
        if same.exists():
            self.add_error(needed, _("There is such a rule already."))

    @property
    def value_field(self) -> forms.BoundField | None:
        """The control of the value that this kind of rule needs."""
        needed = VALUE_OF.get(str(self["kind"].value()))
        return self[needed] if needed else None
