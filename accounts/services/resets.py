"""A new password for someone who has lost the old one."""

from datetime import datetime

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from accounts.domain import addresses, attempts
from accounts.models import ResetRequest, User
from accounts.services import limits
from core import background, errors, letters


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
    """Send a letter for each request whose address has an open account; how many were sent."""
    sent = 0
    for request_id in ResetRequest.objects.order_by("id").values_list("id", flat=True):
        with transaction.atomic():
            request = ResetRequest.objects.select_for_update().filter(pk=request_id).first()
            if request is None:
                continue
            user = User.objects.by_email(request.email).active().first()
            request.delete()
            if user and _is_within_limit(user, now=now):
                _send(user)
                sent += 1
    return sent


def _is_within_limit(user: User, *, now: datetime) -> bool:
    try:
        limits.hit(attempts.RESET_BY_ADDRESS, user.email, now=now)
    except errors.TooMany:
        return False
    return True


def _send(user: User) -> None:
    link = reverse(
        "accounts:password_reset_confirm",
        kwargs={
            "uidb64": urlsafe_base64_encode(force_bytes(user.pk)),
            "token": default_token_generator.make_token(user),
        },
    )
    letters.send(
        "accounts/email/password_reset",
        to=user.email,
        language=user.language,
        context={"name": user.name, "link": f"{settings.APP_BASE_URL}{link}"},
    )
