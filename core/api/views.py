"""The shape most endpoints have."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import SAFE_METHODS, AllowAny
from rest_framework.request import Request
from rest_framework.views import APIView

from core import clock, errors, keyset

PAGE_SIZE = 50
MAX_PAGE_SIZE = 200


class Endpoint(APIView):
    """One resource or one deed. ``now`` is read once, when the request arrives."""

    public_methods: ClassVar[Collection[str]] = ()
    """Methods that are for anyone. They ask nobody who they are, whatever token comes along, and so
    cost no look at an account.
    """
    now: datetime

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Read the clock, then let DRF check who asks."""
        self.now = clock.now()
        super().initial(request, *args, **kwargs)

    def get_authenticators(self) -> list[BaseAuthentication]:
        """None for what is public."""
        return [] if self._is_public() else super().get_authenticators()

    def get_permissions(self) -> Sequence[Any]:
        """Anyone may do what is public."""
        return [AllowAny()] if self._is_public() else super().get_permissions()

    def need(self, permission: str) -> None:
        """Refuse whoever lacks ``permission``. Raises ``NotAllowed``."""
        if not self.request.user.has_perm(permission):
            raise errors.NotAllowed

    def _is_public(self) -> bool:
        # The schema is drawn without a request.
        return bool(self.request) and self.request.method in self.public_methods


class PublicReads(Endpoint):
    """Reads are for anyone; writes ask who it is."""

    public_methods = SAFE_METHODS


def page_size(request: Request) -> int:
    """``?page_size=``, 50 when not said. Raises ``ValidationError`` when it is not 1 to 200."""
    said = request.query_params.get("page_size", str(PAGE_SIZE))
    if not (said.isascii() and said.isdecimal() and 1 <= int(said[:9]) <= MAX_PAGE_SIZE):
        raise ValidationError(
            {"page_size": [_("A whole number from 1 to %(most)s.") % {"most": MAX_PAGE_SIZE}]}
        )
    return int(said)


def envelope(request: Request, page: keyset.Page[Any], results: list[Any]) -> dict[str, Any]:
    """A page of a list as the API answers it, with the addresses of the pages beside it."""
    return {
        "results": results,
        "next": _address(request, page.next),
        "previous": _address(request, page.previous),
    }


def _address(request: Request, cursor: str) -> str | None:
    if not cursor:
        return None
    query = request.query_params.dict() | {"cursor": cursor}
    return request.build_absolute_uri(f"{request.path}?{urlencode(query)}")
