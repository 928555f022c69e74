"""Showing that an e-mail address is its owner's."""

from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import transaction
from rest_framework_simplejwt.exceptions import TokenError
from rest_framework_simplejwt.tokens import Token

from accounts.domain import attempts
from accounts.models import User
from accounts.services import audit, limits, users
from core import letters
from members import errors
from members.models import Member


class VerifyEmailToken(Token):
    """A signed link: this member, at this address. Good for one purpose only."""

    token_type = "verify_email"  # noqa: S105 - the name of the purpose, no secret
    lifetime = settings.VERIFICATION_TOKEN_TTL
    email_claim: ClassVar[str] = "email"


def token_for(member: Member, user: User, *, now: datetime) -> str:
    """A token that verifies the address ``user`` has now."""
    token = VerifyEmailToken()
    token.set_iat(at_time=now)
    token.set_exp(from_time=now)
    token["sub"] = str(member.pk)
    token[VerifyEmailToken.email_claim] = user.email
    return str(token)


def send(member: Member, *, now: datetime) -> bool:
    """Send the link, when there is an address that still needs it; whether it was sent."""
    user = member.user
    if user is None or user.is_verified:
        return False
    token = token_for(member, user, now=now)
    letters.send(
        "members/email/verification",
        to=user.email,
        language=user.language,
        context={
            "name": member.name,
            "link": f"{settings.APP_BASE_URL}/members/verify?token={token}",
            "valid_until": now + settings.VERIFICATION_TOKEN_TTL,
        },
    )
    return True


def resend(email: str, *, network: str, now: datetime) -> None:
    """Send another link to whoever registered ``email``; nobody is told whether someone did.

    Raises ``TooMany``.
    """
    limits.hit(attempts.RESET_BY_NETWORK, network, now=now)
    limits.hit(attempts.RESEND_BY_ADDRESS, email.strip().lower(), now=now)
    member = Member.objects.select_related("user").filter(user__email=email.strip().lower()).first()
    if member:
        with transaction.atomic():
            send(member, now=now)


def verify(raw: str, *, now: datetime, interface: str) -> Member:
    """The member whose address is now verified; doing it again changes nothing.

    Raises ``VerificationFailed`` for a token that is forged, expired, for another purpose or for an
    address the member no longer has, and ``UnknownMember`` when the member has left.
    """
    claims = _claims(raw)
    with transaction.atomic():
        member = Member.objects.select_related("user").filter(pk=claims["sub"]).first()
        if member is None:
            raise errors.UnknownMember
        user = member.user
        if user is None or user.email != claims[VerifyEmailToken.email_claim]:
            raise errors.VerificationFailed
        if users.mark_verified(user, now=now):
            user.email_verified_at = now
            audit.record(
                "member.verified",
                actor=user,
                now=now,
                interface=interface,
                member_id=member.pk,
            )
    return member


def _claims(raw: str) -> dict[str, Any]:
    try:
        claims = VerifyEmailToken(raw).payload  # type: ignore[arg-type]
    except TokenError as error:
        raise errors.VerificationFailed from error
    if not {"sub", VerifyEmailToken.email_claim} <= claims.keys():
        raise errors.VerificationFailed
    return dict(claims)
