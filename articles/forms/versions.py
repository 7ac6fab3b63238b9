"""What a person makes of an article's text, and of claims that a new text left behind."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from articles.flow.settling import Settlement
from articles.forms.claims import VersionForm
from articles.forms.imports import PastedText
from articles.forms.verdicts import LineEndsField
from articles.models import Claim


class TextForm(forms.Form):
    """The whole text as it should be; ``base`` is the number of the version that was on the page."""

    text = PastedText(
        label=_("Text of the article"), strip=False, widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "true"})
    )
    base = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)

    @property
    def is_no_form_of_ours(self) -> bool:
        """Whether it lacks what every page sends: no person can put that right on the page."""
        return bool(self.errors.get("base"))


class SettleForm(VersionForm):
    """What becomes of a flagged claim, and the words that it has now; the buttons name the ``settlement``."""

    settlement = forms.ChoiceField(choices=[(one.value, one.value) for one in Settlement])
    quotation = LineEndsField(
        label=_("Its words in the new text"),
        required=False,
        max_length=50_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Exactly as they stand there."),
    )

    @classmethod
    def of(cls, claim: Claim, text: str) -> "SettleForm":
        """Return the form for a flagged claim, with the words that are proposed in the current ``text``."""
        proposed = "" if claim.proposed_start is None else text[claim.proposed_start : claim.proposed_end]
        return cls(initial={"version": claim.version, "quotation": proposed})

    def values(self) -> dict[str, Any]:
        """Return what :func:`articles.flow.settling.settle_claim` takes."""
        return {**self.cleaned_data, "settlement": Settlement(self.cleaned_data["settlement"])}
