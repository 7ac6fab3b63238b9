"""Corrections of claims, as the browser sends them."""

from typing import Any

from django import forms
from django.db.models import F
from django.db.models.functions import Abs
from django.utils.translation import gettext_lazy as _

from articles.forms.verdicts import LineEndsField
from articles.models import Claim
from articles.models.claims import Stance


class VersionForm(forms.Form):
    """Nothing but the version of the claim that was on the page: enough to dismiss it or take that back."""

    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)

    @property
    def is_no_form_of_ours(self) -> bool:
        """Whether it lacks what every page sends: no person can put that right on the page."""
        return bool(self.errors.get("version"))


class ClaimWordsForm(forms.Form):
    """What a person can say of a claim: its words in the article, who says it, and how it reads alone."""

    quotation = LineEndsField(
        label=_("Words in the article"),
        max_length=50_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Exactly as they stand in the article."),
        error_messages={"required": _("Give the words of the claim as they stand in the article.")},
    )
    claimant = forms.CharField(
        label=_("Claimant"),
        required=False,
        max_length=300,
        help_text=_("Who says it. Leave it empty when the outlet itself does."),
    )
    stance = forms.ChoiceField(label=_("Stance"), choices=Stance.choices, initial=Stance.ASSERT)
    claim_text = LineEndsField(
        label=_("Wording that stands alone"),
        required=False,
        max_length=50_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The claim as one sentence that can be understood alone."),
    )


class ClaimAddForm(ClaimWordsForm):
    """A claim that was missed; ``near`` is where in the text the words were selected, in code points."""

    near = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)


class ClaimEditForm(ClaimWordsForm, VersionForm):
    """A correction of a claim."""

    @classmethod
    def of(cls, claim: Claim) -> "ClaimEditForm":
        """Return the form with the claim as it is."""
        return cls(
            initial={
                "quotation": claim.quotation,
                "claimant": claim.claimant.name if claim.claimant else "",
                "stance": claim.stance,
                "claim_text": claim.claim_text,
                "version": claim.version,
            }
        )


class ClaimSplitForm(VersionForm):
    """The words of a claim with a line break where each of its parts ends."""

    parts = LineEndsField(
        label=_("Words of the claim"),
        max_length=50_000,
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text=_("Put a line break where one claim ends and the next begins. Leave out what belongs to neither."),
        error_messages={"required": _("Break the line where the first claim ends.")},
    )

    @classmethod
    def of(cls, claim: Claim) -> "ClaimSplitForm":
        """Return the form with the claim's words on one line."""
        return cls(initial={"parts": " ".join(claim.quotation.split()), "version": claim.version})

    def lines(self) -> list[str]:
        """Return the parts of a valid form."""
        return [line.strip() for line in str(self.cleaned_data["parts"]).split("\n") if line.strip()]


class ClaimMergeForm(VersionForm):
    """The other claim that is one with this; ``others`` says which versions of them were on the page."""

    others = forms.CharField(widget=forms.HiddenInput, required=False, max_length=1_000_000)

    other = forms.ModelChoiceField(
        label=_("The claim that belongs to it"),
        queryset=Claim.objects.none(),
        to_field_name="public_id",
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose the other claim."),
            "invalid_choice": _("This claim does not stand any more. Choose another."),
        },
    )

    def __init__(self, *args: Any, claim: Claim, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Claim.objects.standing().filter(article_text=claim.article_text_id).exclude(pk=claim.pk)
        field = self.fields["other"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - for the types
        # What belongs together mostly stands together: the nearest first.
        field.queryset = others.select_related("claimant").order_by(Abs(F("start") - claim.start), "pk")
        seen = others.order_by("pk").values_list("public_id", "version")
        self.fields["others"].initial = " ".join(f"{public_id}:{version}" for public_id, version in seen)

    def values(self) -> dict[str, Any]:
        """Return what :func:`articles.flow.correcting.merge_claims` takes; a version not given is 0."""
        pairs = (pair.partition(":") for pair in self.cleaned_data["others"].split())
        seen = {public_id: version for public_id, _colon, version in pairs}
        other: Claim = self.cleaned_data["other"]
        version = seen.get(other.public_id, "")
        other_version = int(version) if version.isdecimal() and len(version) < 10 else 0
        return {"version": self.cleaned_data["version"], "other": other, "other_version": other_version}
