"""A new password for someone who has lost the old one."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.urls import reverse
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode
from django.utils.translation import gettext_lazy as _

from accounts import errors
from accounts.domain import addresses, attempts
from accounts.models import ResetRequest, User
from accounts.services import answering, limits, users
from accounts.services.retention import Term
from core import background, letters
from core.errors import TooMany

KEPT: Final = Term(
    "accounts.resets",
    _("Requests for a new password that have not been answered"),
    1,
    _("They are answered within minutes; the link in the answer works for hours."),
)


def ask(email: str, *, network: str, now: datetime) -> None:
    """Note that ``email`` wants a new password. The same work is done for every address.

    Raises ``TooMany`` for a network that asks too often. An address asked for too often is passed
    over in silence: a refusal would tell that someone else asked.
    """
    limits.hit(attempts.RESET_BY_NETWORK, network, now=now)
    with transaction.atomic():
        ResetRequest.objects.create(email=addresses.normal(email)[:254], asked_at=now)
        background.soon("accounts.jobs.answer_reset_requests")


def answer_all(*, now: datetime) -> int:
    """Send a letter for each request whose address has an open account; how many were sent.

    A request that fails is tried again until it is as old as its link would be.
    """
    ResetRequest.objects.filter(asked_at__lt=now - _valid_for()).delete()
    return answering.each(
        ResetRequest.objects.all(),
        lambda request: _answer(request, now=now),
        fault="password_reset.failed",
    )


def clear(now: datetime) -> int:
    """Delete requests that nobody could answer; how many there were."""
    return ResetRequest.objects.filter(asked_at__lt=KEPT.before(now)).delete()[0]


def _answer(request: ResetRequest, *, now: datetime) -> bool:
    user = User.objects.by_email(request.email).active().first()
    if user is None or not _is_within_limit(user, now=now):
        return False
    _send(user)
    return True


def is_open(uid: str, token: str) -> bool:
    """Whether the link made of ``uid`` and ``token`` still opens."""
    return _owner(uid, token) is not None


def choose(uid: str, token: str, *, password: str, now: datetime, interface: str) -> User:
    """Set the password by a link from a letter; it opens once. The address is then shown to be its
    owner's.

    Raises ``ResetLinkSpent``, ``WeakPassword``.
    """
    user = _owner(uid, token)
    if user is None:
        raise errors.ResetLinkSpent
    if not users.replace_password(user, password=password, now=now, interface=interface):
        raise errors.ResetLinkSpent
    users.mark_verified(user, now=now)
    return user


def _owner(uid: str, token: str) -> User | None:
    """The active account that the link was made for, if it still opens."""
    try:
        account = UUID(bytes=urlsafe_base64_decode(uid))
    except ValueError:
        return None
    user: User | None = User.objects.active().filter(pk=account).first()
    return user if user and default_token_generator.check_token(user, token) else None


def _valid_for() -> timedelta:
    return timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)


def _is_within_limit(user: User, *, now: datetime) -> bool:
    try:
        limits.hit(attempts.RESET_BY_ADDRESS, user.email, now=now)
    except TooMany:
        return False
    return True


def _send(user: User) -> None:
    link = reverse(
        "accounts:password_reset_confirm",
        kwargs={
            "uidb64": urlsafe_base64_encode(user.pk.bytes),
            "token": default_token_generator.make_token(user),
        },
    )
    letters.send(
        "accounts/email/password_reset",
        to=user.email,
        language=user.language,
        context={
            "name": user.name,
            "link": f"{settings.APP_BASE_URL}{link}",
            "hours": settings.PASSWORD_RESET_TIMEOUT // 3600,
        },
    )
