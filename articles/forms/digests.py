"""How often a person wants a mail of their notices, as the browser sends it."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from articles.models import DigestChoice, User
from articles.models.digests import Rhythm


class DigestForm(forms.Form):
    """Where to, how often, at which hour and in which language."""

    address = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    rhythm = forms.ChoiceField(label=_("How often"), choices=Rhythm.choices, widget=forms.RadioSelect)
    hour = forms.TypedChoiceField(
        label=_("Once a day at"),
        coerce=int,
        choices=[(hour, f"{hour:02}:00") for hour in range(24)],
        help_text=_("In the newsroom’s time zone."),
    )
    language = forms.ChoiceField(label=_("In which language"), choices=settings.LANGUAGES)

    @classmethod
    def of(cls, user: User, choice: DigestChoice | None, language: str) -> "DigestForm":
        """Return the form with a person's choice as it is; for a new one, the ``language`` of their pages."""
        choice = choice or DigestChoice(person=user, language=language)
        values = {"rhythm": choice.rhythm, "hour": choice.hour, "language": choice.language}
        return cls(initial=values | {"address": user.email})
