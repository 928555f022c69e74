"""The browsers someone has signed in with: seen and ended by their owner."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import errors
from accounts.domain import agents
from accounts.models import BrowserSession, RefreshFamily, User
from accounts.services import audit
from accounts.services.retention import Term

KEPT: Final = Term(
    "accounts.browsers",
    _("Browsers that are signed in"),
    0,
    _("They are kept until the sign-in ends, so that its owner can end it sooner."),
)


@dataclass(frozen=True)
class SignedIn:
    """Where somebody is signed in, the latest first."""

    browsers: Sequence[BrowserSession]
    devices: Sequence[RefreshFamily]


def of(user: User, *, now: datetime) -> SignedIn:
    """The browsers and devices of ``user`` that can still be used."""
    families = user.refresh_families.unrevoked().filter(
        expires_at__gt=now, sign_in_era=user.sign_in_era
    )
    return SignedIn(
        list(user.browser_sessions.filter(expires_at__gt=now).order_by("-signed_in_at", "id")),
        list(families.order_by("-created_at", "id")),
    )


def note(user: User, session_key: str, *, agent: str, now: datetime, expires_at: datetime) -> None:
    """A browser has signed in, or goes on under another key."""
    seen = {"user": user, "agent": agents.named(agent), "signed_in_at": now}
    BrowserSession.objects.update_or_create(
        session_key=session_key, defaults={**seen, "expires_at": expires_at}
    )


def key_of(session: Any) -> str:
    """The key of a session, which is kept from now on if it was not."""
    if session.session_key is None:
        session.save()
    return str(session.session_key)


def forget(session_key: str | None) -> None:
    """A browser has signed out by itself."""
    BrowserSession.objects.filter(session_key=session_key or "").delete()


def end(session_id: UUID, *, actor: User, now: datetime, interface: str) -> None:
    """End one of one's own browsers; it has to sign in again. Raises ``UnknownDevice``."""
    with transaction.atomic():
        found = BrowserSession.objects.filter(pk=session_id, user=actor).first()
        if found is None:
            raise errors.UnknownDevice
        _drop([found.session_key])
        audit.record("user.browser_ended", actor=actor, now=now, interface=interface, user=actor.pk)


def end_all(user: User) -> int:
    """End every browser of ``user``, and keep nothing of them; how many there were."""
    keys = list(BrowserSession.objects.filter(user=user).values_list("session_key", flat=True))
    _drop(keys)
    return len(keys)


def clear(now: datetime) -> int:
    """Delete browsers whose time is over, and sessions nobody can use any more."""
    gone, _each = BrowserSession.objects.filter(expires_at__lt=KEPT.before(now)).delete()
    _store().clear_expired()
    return gone


def _drop(keys: list[str]) -> None:
    store = _store()
    for key in keys:
        store.delete(key)
    BrowserSession.objects.filter(session_key__in=keys).delete()


def _store() -> Any:
    """Django's sessions, wherever they are kept."""
    return import_module(settings.SESSION_ENGINE).SessionStore()
