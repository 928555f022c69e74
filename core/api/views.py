"""The shape most endpoints have."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
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

    now: datetime

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Read the clock, then let DRF check who asks."""
        self.now = clock.now()
        super().initial(request, *args, **kwargs)

    def need(self, permission: str) -> None:
        """Refuse whoever lacks ``permission``. Raises ``NotAllowed``."""
        if not self.request.user.has_perm(permission):
            raise errors.NotAllowed


class PublicReads(Endpoint):
    """Reads are for anyone and ask nobody who they are, whatever token comes with them."""

    def get_authenticators(self) -> list[BaseAuthentication]:
        """None for a read: it costs no look at an account."""
        return [] if self._is_read() else super().get_authenticators()

    def get_permissions(self) -> Sequence[Any]:
        """Anyone may read."""
        return [AllowAny()] if self._is_read() else super().get_permissions()

    def _is_read(self) -> bool:
        # The schema is drawn without a request.
        return bool(self.request) and self.request.method in SAFE_METHODS


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
