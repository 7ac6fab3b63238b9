"""The newsroom's settings, as the browser sends them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from articles.models import Label, Newsroom
from articles.models.newsroom import HIGHEST_RATING, LOWEST_RATING, Answer, ReasonPolicy


class LabelForm(forms.Form):
    """A label's name and rating."""

    name = forms.CharField(
        label=_("Name"), max_length=60, error_messages={"required": _("Give the label a name.")}, strip=True
    )
    rating = forms.TypedChoiceField(
        label=_("Rating"),
        choices=[(number, str(number)) for number in range(LOWEST_RATING, HIGHEST_RATING + 1)],
        coerce=int,
        help_text=_("1 is the worst, 5 the best."),
    )


class LabelAddForm(LabelForm):
    """A new label, and which of the four answers it means."""

    answer = forms.ChoiceField(label=_("Means"), choices=Answer.choices)


class LabelEditForm(LabelForm):
    """A change of a label; ``version`` is the one that was on the page."""

    position = forms.IntegerField(label=_("Place"), min_value=1, max_value=999)
    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)

    @classmethod
    def of(cls, label: Label, data: Any = None) -> "LabelEditForm":
        """Return a label's form, with what the browser sent where it sent something."""
        initial = label.snapshot() | {"version": label.version}
        return cls(data, initial=initial, auto_id=f"id_{label.pk}_%s")


class RetireForm(forms.Form):
    """Taking a label out of use, or back into it."""

    version = forms.IntegerField(min_value=0, max_value=2**31 - 1)
    is_active = forms.TypedChoiceField(choices=[("0", ""), ("1", "")], coerce=lambda value: value == "1")


class ReasonPolicyForm(forms.Form):
    """When "supported" and "disputed" need a reason."""

    policy = forms.ChoiceField(
        label=_("A reason for “supported” and “disputed” is needed"),
        choices=ReasonPolicy.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose when a reason is needed.")},
    )
    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)

    @classmethod
    def of(cls, newsroom: Newsroom) -> "ReasonPolicyForm":
        """Return the form with the setting as it is."""
        return cls(initial={"policy": newsroom.reason_policy, "version": newsroom.version})
