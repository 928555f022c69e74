"""What people type to sign in, and to change how they do."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import password_validation
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

MAX_EMAIL_LENGTH = 254
MAX_PASSWORD_LENGTH = 500


def _email() -> forms.EmailField:
    return forms.EmailField(
        label=_("E-mail address"),
        max_length=MAX_EMAIL_LENGTH,
        widget=forms.EmailInput({"autocomplete": "username"}),
    )


def _password(label: Any, autocomplete: str, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=MAX_PASSWORD_LENGTH,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": autocomplete}),
        help_text=help_text,
    )


def _advice() -> str:
    """What is asked of a new password, in sentences."""
    return " ".join(password_validation.password_validators_help_texts())


class SignIn(forms.Form):
    email = _email()
    password = _password(_("Password"), "current-password")


class ResetAsk(forms.Form):
    email = _email()


class Language(forms.Form):
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)


class NewPassword(forms.Form):
    """A password, typed twice: what nobody sees is easily mistyped."""

    password = _password(_("New password"), "new-password", lazy(_advice, str)())
    password_again = _password(_("New password, once more"), "new-password")

    def clean_password_again(self) -> str:
        """The two must be one. Raises ``ValidationError``."""
        again: str = self.cleaned_data["password_again"]
        if self.cleaned_data.get("password", again) != again:
            raise forms.ValidationError(_("The two new passwords are not the same."))
        return again


class ChangePassword(NewPassword):
    old_password = _password(_("Present password"), "current-password")
    field_order = ("old_password", "password", "password_again")
