"""What the API of this context takes and gives."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from core.api.serializers import Answer, Command

MAX_EMAIL_LENGTH = 254
MAX_PASSWORD_LENGTH = 500
MAX_TOKEN_LENGTH = 4096


class Secret(serializers.CharField):
    """A password or token: taken as it is, to the last space."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(trim_whitespace=False, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        """Text only: a number is a client's mistake."""
        if not isinstance(data, str):
            raise serializers.ValidationError(_("This must be text."))
        return super().to_internal_value(data)


class LogIn(Command):
    """The body of ``POST /auth/login``."""

    email = serializers.EmailField(max_length=MAX_EMAIL_LENGTH)
    password = Secret(max_length=MAX_PASSWORD_LENGTH)


class OneRefreshToken(Command):
    """The body of ``POST /auth/refresh`` and ``/auth/logout``: any text, for any may be tried."""

    refresh_token = Secret(max_length=MAX_TOKEN_LENGTH, allow_blank=True)


class PairShape(Answer):
    """What a client holds after signing in."""

    access_token = serializers.CharField(help_text="A JWT, good for some minutes.")
    refresh_token = serializers.CharField(help_text="Opaque, and good for one use.")
    token_type = serializers.ChoiceField(["bearer"])


PAIR_EXAMPLE = {
    "access_token": "eyJhbGciOiJIUzI1NiJ9.eyJwdXJwb3NlIjoiYWNjZXNzIn0.4f8ZbQ",
    "refresh_token": "kq3x5Wz1Jx0b8m2Xq7f4yQm1n6v9s0t3u5w7y9A1c2E",
    "token_type": "bearer",
}
