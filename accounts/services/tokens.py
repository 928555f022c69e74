"""Tokens of the API: a short access JWT, and a family of single-use refresh tokens for each device.

The refresh tokens are our own rows, since single use needs a compare-and-set in the database. Facts
from RFC 9700 (refresh token rotation) and RFC 7519.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from rest_framework_simplejwt.exceptions import TokenError
from rest_framework_simplejwt.tokens import AccessToken

from accounts import errors
from accounts.models import RefreshFamily, RefreshToken, User


@dataclass(frozen=True)
class Pair:
    """What a client holds after signing in."""

    access_token: str
    refresh_token: str


def issue(user: User, *, now: datetime) -> Pair:
    """A pair for a device that has just signed in; it begins a family."""
    with transaction.atomic():
        family = RefreshFamily.objects.create(
            user=user, created_at=now, expires_at=now + settings.REFRESH_TOKEN_TTL
        )
        return _next_pair(family, now=now)


def refresh(refresh_token: str, *, now: datetime) -> Pair:
    """A new pair for ``refresh_token``, which is then used up.

    A token that was used before means that two hold it, and one is a thief: the whole family ends.
    That is committed before the refusal is raised. Raises ``InvalidToken``.
    """
    with transaction.atomic():
        pair = _rotate(_digest(refresh_token), now=now)
    if pair is None:
        raise errors.InvalidToken
    return pair


def _rotate(digest: str, *, now: datetime) -> Pair | None:
    # On the token's own columns only: a join would not be looked at again after waiting for a lock.
    claimed = RefreshToken.objects.filter(digest=digest, used_at=None).update(used_at=now)
    token = RefreshToken.objects.select_related("family__user").filter(digest=digest).first()
    if token is None:
        return None
    family = token.family
    if not claimed:
        RefreshFamily.objects.filter(pk=family.pk, revoked_at=None).update(revoked_at=now)
        return None
    if family.revoked_at or family.expires_at <= now or not family.user.is_active:
        return None
    return _next_pair(family, now=now)


def log_out(refresh_token: str, *, now: datetime) -> None:
    """End the family of ``refresh_token``. An unknown or ended one is fine: it is over either
    way.
    """
    family = RefreshFamily.objects.filter(
        pk__in=RefreshToken.objects.filter(digest=_digest(refresh_token)).values("family")
    )
    family.filter(revoked_at=None).update(revoked_at=now)


def end_all(user: User, *, now: datetime) -> int:
    """End every family of ``user``: after a change of password, or when the account closes."""
    return user.refresh_families.filter(revoked_at=None).update(revoked_at=now)


def clear(*, now: datetime) -> int:
    """Delete the families whose time is over; how many rows went."""
    return RefreshFamily.objects.filter(expires_at__lt=now).delete()[0]


def bearer_of(access_token: str) -> dict[str, Any]:
    """The claims of a valid access JWT. Raises ``InvalidToken`` for any other key, purpose or
    age.
    """
    try:
        return dict(AccessToken(access_token).payload)  # type: ignore[arg-type]
    except TokenError as error:
        raise errors.InvalidToken from error


def _next_pair(family: RefreshFamily, *, now: datetime) -> Pair:
    secret = secrets.token_urlsafe(32)
    RefreshToken.objects.create(family=family, digest=_digest(secret), issued_at=now)
    access = AccessToken()
    access.set_iat(at_time=now)
    access.set_exp(from_time=now)
    access["sub"] = str(family.user_id)
    return Pair(access_token=str(access), refresh_token=secret)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
