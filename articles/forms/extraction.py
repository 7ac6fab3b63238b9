"""A text to try the engine on."""

from django import forms
from django.utils.translation import gettext_lazy as _

from articles.forms.imports import LANGUAGES_READ, PastedText

MAX_TRIED = 100_000
"""Characters: a long magazine piece, and read in less than a second."""


class TrialForm(forms.Form):
    """A pasted text and its language."""

    text = PastedText(
        label=_("Text"),
        max_length=MAX_TRIED,
        error_messages={"max_length": _("The text is too long; the limit is 100,000 characters.")},
    )
    language = forms.ChoiceField(label=_("Language"), required=False, choices=[("", _("Detect it")), *LANGUAGES_READ])
