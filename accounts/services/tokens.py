"""Tokens of the API: a short access JWT, and a family of single-use refresh tokens for each device.

The refresh tokens are our own rows, since single use needs a compare-and-set in the database. Facts
from RFC 9700 (refresh token rotation) and RFC 7519.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import structlog
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework_simplejwt.exceptions import TokenError
from rest_framework_simplejwt.tokens import AccessToken

from accounts import errors
from accounts.domain import agents, attempts
from accounts.models import RefreshFamily, RefreshToken, User
from accounts.models.refresh import RefreshFamilyQuerySet
from accounts.services import audit, browsers, limits
from accounts.services.retention import Term
from core import ids
from core.compiled import OneRow

KEPT: Final = Term(
    "accounts.devices",
    _("Apps that are signed in, and their tokens"),
    0,
    _("They are kept until the sign-in ends, so that a stolen token is recognised."),
)
ERA_CLAIM: Final = "era"
log = structlog.get_logger("library.accounts")


@dataclass(frozen=True)
class Pair:
    """What a client holds after signing in."""

    access_token: str
    refresh_token: str


def issue(user: User, *, now: datetime, agent: str = "") -> Pair:
    """A pair for a device that has just signed in, and says that it is ``agent``; it begins a
    family.
    """
    with transaction.atomic():
        family = RefreshFamily.objects.create(
            user=user,
            sign_in_era=user.sign_in_era,
            agent=agents.named(agent),
            created_at=now,
            expires_at=now + settings.REFRESH_TOKEN_TTL,
        )
        return _next_pair(family, now=now)


def refresh(refresh_token: str, *, network: str, now: datetime) -> Pair:
    """A new pair for ``refresh_token``, which is then used up.

    A token that was used before means that two hold it, and one is a thief: the whole family ends.
    That is committed before the refusal is raised. Raises ``InvalidToken``, and ``TooMany`` for a
    network that asks too often.
    """
    limits.hit(attempts.REFRESH_BY_NETWORK, network, now=now)
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
        _end(RefreshFamily.objects.filter(pk=family.pk), now=now)
        log.warning(
            "refresh.replayed", family=str(family.pk), user=ids.pseudonym(str(family.user_id))
        )
        return None
    return _next_pair(family, now=now) if family.is_live(now) else None


def log_out(refresh_token: str, *, now: datetime) -> None:
    """End the family of ``refresh_token``. An unknown or ended one is fine: it is over either
    way.
    """
    mine = RefreshToken.objects.filter(digest=_digest(refresh_token)).values("family")
    _end(RefreshFamily.objects.filter(pk__in=mine), now=now)


def log_out_everywhere(user: User, *, now: datetime, interface: str) -> None:
    """End every sign-in of ``user``, as they ask themselves."""
    with transaction.atomic():
        end_all(user, now=now)
        audit.record(
            "user.signed_out_everywhere", actor=user, now=now, interface=interface, user=user.pk
        )


def end_all(user: User, *, now: datetime) -> None:
    """End every sign-in of ``user``, browsers and devices alike: after a change of password, or
    when the account closes. ``user`` itself is brought up to date, so that one browser can be kept.
    """
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(sign_in_era=F("sign_in_era") + 1)
        user.refresh_from_db(fields=["sign_in_era"])
        _end(user.refresh_families.all(), now=now)
        browsers.end_all(user)


def revoke(family: RefreshFamily, *, actor: User, now: datetime, interface: str) -> bool:
    """End one device for its owner; whether it had not ended before."""
    with transaction.atomic():
        ended = _end(RefreshFamily.objects.filter(pk=family.pk), now=now)
        if ended:
            audit.record(
                "user.device_ended",
                actor=actor,
                now=now,
                interface=interface,
                user=family.user_id,
                device=family.pk,
            )
    return bool(ended)


def end_own(family_id: UUID, *, actor: User, now: datetime, interface: str) -> None:
    """End one of one's own devices. Raises ``UnknownDevice``."""
    family = RefreshFamily.objects.unrevoked().filter(pk=family_id, user=actor).first()
    if family is None or not revoke(family, actor=actor, now=now, interface=interface):
        raise errors.UnknownDevice


def clear(*, now: datetime) -> int:
    """Delete the families whose time is over; how many rows went."""
    return RefreshFamily.objects.filter(expires_at__lt=KEPT.before(now)).delete()[0]


def bearer(access_token: str) -> User:
    """The active account a valid access JWT was given to, read anew each time.

    Raises ``InvalidToken`` for any other key, algorithm, purpose or age, for a missing claim, and
    for one whose sign-in was ended since.
    """
    try:
        claims = AccessToken(access_token).payload  # type: ignore[arg-type]
        account = UUID(str(claims.get("sub")))
    except (TokenError, ValueError) as error:
        raise errors.InvalidToken from error
    row = _active(account)
    if row is None or claims.get(ERA_CLAIM) != row["sign_in_era"]:
        raise errors.InvalidToken
    return User.from_db(DEFAULT_DB_ALIAS, list(row), list(row.values()))


def _active_account(account: UUID) -> QuerySet[User, Any]:
    columns = [field.attname for field in User._meta.concrete_fields]
    found: QuerySet[User, Any] = (
        User.objects.active().filter(pk=account).order_by().values(*columns)
    )
    return found


_active: Final = OneRow(_active_account)


def _end(families: RefreshFamilyQuerySet, *, now: datetime) -> int:
    return families.unrevoked().update(revoked_at=now)


def _next_pair(family: RefreshFamily, *, now: datetime) -> Pair:
    secret = secrets.token_urlsafe(32)
    RefreshToken.objects.create(family=family, digest=_digest(secret), issued_at=now)
    access = AccessToken()
    access.set_iat(at_time=now)
    access.set_exp(from_time=now)
    access["sub"] = str(family.user_id)
    access[ERA_CLAIM] = family.sign_in_era
    return Pair(access_token=str(access), refresh_token=secret)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
