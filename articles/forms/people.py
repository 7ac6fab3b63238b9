"""Signing in."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, UsernameField
from django.utils.translation import gettext_lazy as _


class SignInForm(AuthenticationForm):
    """Name and password; a wrong pair and an unknown name get the same sentence."""

    username = UsernameField(label=_("User name"), widget=forms.TextInput(attrs={"autocapitalize": "none"}))
    # Hashing takes time with the length; nobody types a thousand characters.
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=1_000,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    error_messages = {
        "invalid_login": _("User name and password do not fit together. Both distinguish small and large letters."),
        "inactive": _("User name and password do not fit together. Both distinguish small and large letters."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].widget.attrs["autofocus"] = not self.is_bound
