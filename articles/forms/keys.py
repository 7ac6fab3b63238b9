"""A person's own keys, as the browser sends them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from articles.models import User
from articles.models.keys import KeyCommand


class KeysForm(forms.Form):
    """A key for every command, and whether an answer's key saves at once."""

    answers_save_at_once = forms.BooleanField(
        label=_("The key of an answer saves at once where no reason is missing"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for command in KeyCommand:
            widget = forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "size": 2})
            self.fields[command.value] = forms.CharField(label=command.label, max_length=1, widget=widget)

    @classmethod
    def of(cls, user: User) -> "KeysForm":
        """Return the form with a person's keys as they are."""
        return cls(initial=user.keys | {"answers_save_at_once": user.answers_save_at_once})

    def keys(self) -> dict[str, str]:
        """Return the key of every command of a valid form."""
        return {command.value: str(self.cleaned_data[command.value]) for command in KeyCommand}
