"""What an editor and an author say of a verdict that is sent back, as the browser sends it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from articles.forms.claims import VersionForm
from articles.forms.verdicts import LineEndsField


class ReturnForm(VersionForm):
    """Why a verdict is sent back."""

    reason = LineEndsField(
        label=_("Why"),
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Its author reads it."),
        error_messages={"required": _("Say why you send it back: its author reads it.")},
    )


class StandByForm(VersionForm):
    """Standing by a verdict, with words if any."""

    words = LineEndsField(required=False, max_length=5_000)
