"""Who asks, by the access token in the ``Authorization`` header."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.request import Request

from accounts import errors
from accounts.models import User
from accounts.services import tokens
from core.api.problems import CHALLENGE


class AccessToken(BaseAuthentication):
    """``Authorization: Bearer <access JWT>``.

    The account is read each time, so that one that was closed a second ago does nothing more.
    """

    def authenticate(self, request: Request) -> tuple[User, None] | None:
        """The account, or ``None`` when nobody says who they are. Raises ``InvalidToken``."""
        parts = get_authorization_header(request).split()
        if not parts or parts[0].lower() != b"bearer":
            return None
        if len(parts) != 2:
            raise errors.InvalidToken
        return tokens.bearer(parts[1].decode("latin-1")), None

    def authenticate_header(self, request: Request) -> str:
        """What a 401 asks for."""
        return CHALLENGE


class AccessTokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the schema describes it."""

    target_class = AccessToken
    name = "accessToken"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """A bearer JWT."""
        return {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
