"""Showing that an e-mail address is its owner's."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar, Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework_simplejwt.backends import TokenBackend
from rest_framework_simplejwt.exceptions import TokenBackendError
from rest_framework_simplejwt.settings import api_settings
from rest_framework_simplejwt.tokens import Token

from accounts.domain import addresses, attempts
from accounts.models import User
from accounts.services import answering, audit, limits, users
from accounts.services.retention import Term
from core import background, clock, letters
from core.errors import LibraryError, TooMany
from members import errors
from members.domain.limits import LINK_BY_NETWORK
from members.models import LinkRequest, Member
from members.services import lookup, notices

KEPT: Final = Term(
    "members.links",
    _("Requests for another verification link that have not been answered"),
    1,
    _("They are answered within minutes."),
)
_ANY_AGE: Final = timedelta(days=365_000)


class VerifyEmailToken(Token):
    """A signed link: this member, at this address. Good for one purpose only."""

    token_type = "verify_email"  # noqa: S105 - the name of the purpose, no secret
    lifetime = settings.VERIFICATION_TOKEN_TTL
    email_claim: ClassVar[str] = "email"


@dataclass(frozen=True)
class Invitation:
    """What a link is good for: whose it is, and whether it has done its work."""

    member: Member
    user: User

    @property
    def is_used(self) -> bool:
        """Whether the address is verified already."""
        return self.user.is_verified


def token_for(member: Member, user: User, *, now: datetime) -> str:
    """A token that verifies the address ``user`` has now."""
    token = VerifyEmailToken()
    token.set_iat(at_time=now)
    token.set_exp(from_time=now)
    token["sub"] = str(member.pk)
    token[VerifyEmailToken.email_claim] = user.email
    return str(token)


def send(member: Member, *, now: datetime) -> bool:
    """Send the link, when there is an address that still needs it; whether it was sent.

    The hour until which it works is told by the library's own clock, not by that of a branch.
    """
    user = member.user
    if user is None or user.is_verified:
        return False
    token = token_for(member, user, now=now)
    with timezone.override(None):
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


def send_again(member: Member, *, now: datetime) -> bool:
    """A member asks for another link to their own address; whether it was sent. Raises
    ``TooMany``.
    """
    limits.hit(attempts.RESEND_BY_ADDRESS, member.email, now=now)
    with transaction.atomic():
        return send(member, now=now)


def ask(email: str, *, network: str, now: datetime) -> None:
    """Note that someone wants another link for ``email``. The same work is done for every address.

    Raises ``TooMany`` for a network that asks too often. An address asked for too often is passed
    over in silence: a refusal would tell that someone else asked.
    """
    limits.hit(LINK_BY_NETWORK, network, now=now)
    with transaction.atomic():
        LinkRequest.objects.create(email=addresses.normal(email)[:254], asked_at=now)
        background.soon("members.jobs.answer_link_requests")


def answer_all(*, now: datetime) -> int:
    """Send a link for each request whose address waits to be verified; how many were sent.

    A request that fails is tried again until it is as old as ``KEPT`` says.
    """
    return answering.each(
        LinkRequest.objects.all(),
        lambda request: _answer(request, now=now),
        fault="verification_link.failed",
    )


def _answer(request: LinkRequest, *, now: datetime) -> bool:
    member = Member.objects.select_related("user").filter(user__email=request.email).first()
    if member is None or member.is_verified or not _is_within_limit(request.email, now=now):
        return False
    return send(member, now=now)


def _is_within_limit(email: str, *, now: datetime) -> bool:
    try:
        limits.hit(attempts.RESEND_BY_ADDRESS, email, now=now)
    except TooMany:
        return False
    return True


def look(raw: str, *, now: datetime) -> Invitation:
    """What the link with the token ``raw`` is good for. Changes nothing.

    Raises ``VerificationFailed`` for a token that is forged, expired, for another purpose or for an
    address the member no longer has, and ``UnknownMember`` when the member has left.
    """
    member_id, email = _claims(raw, now=now)
    member = Member.objects.select_related("user").filter(pk=member_id).first()
    if member is None:
        raise errors.UnknownMember
    if member.user is None or member.user.email != email:
        raise errors.VerificationFailed
    return Invitation(member, member.user)


def invitation(raw: str, *, now: datetime) -> Invitation | None:
    """As ``look``; nothing when the link is good for nothing."""
    try:
        return look(raw, now=now)
    except LibraryError:
        return None


def verify(raw: str, *, network: str, now: datetime, interface: str) -> Member:
    """The member whose address is now verified; doing it again changes nothing.

    The member is locked, so that their address cannot change meanwhile. Raises as ``look``, and
    ``TooMany``.
    """
    limits.hit(attempts.VERIFY_BY_NETWORK, network, now=now)
    member_id, email = _claims(raw, now=now)
    with transaction.atomic():
        member = lookup.locked(member_id)
        user = member.user
        if user is None or user.email != email:
            raise errors.VerificationFailed
        if not user.is_verified:
            if not users.mark_verified(user, now=now):
                raise errors.VerificationFailed
            user.email_verified_at = now
            audit.record(
                "member.verified", actor=user, now=now, interface=interface, member_id=member.pk
            )
            _welcome(member, now=now)
    return member


def _welcome(member: Member, *, now: datetime) -> None:
    """Greet a member, once for ever, when their first address is confirmed."""
    facts = {"card": member.spaced_card, "until": member.expires_on.isoformat()}
    since = clock.day(member.created_at)
    notices.tell(
        notices.Cause(member.pk, "welcome", member.pk, since, clock.day(now), facts), now=now
    )


def _claims(raw: str, *, now: datetime) -> tuple[UUID, str]:
    """The member and the address that ``raw`` speaks of, when we signed it for this purpose and
    its time is not over at ``now``.

    The signature is the token library's to check. Whether the time is up is asked of ``now``, so
    the library, which looks at the clock of the machine, is told to mind no age.
    """
    reader = TokenBackend(api_settings.ALGORITHM, settings.JWT_SECRET_KEY, leeway=_ANY_AGE)
    try:
        claims: dict[str, Any] = reader.decode(raw)  # type: ignore[arg-type]
        purpose = claims[api_settings.TOKEN_TYPE_CLAIM]
        is_over = claims["exp"] <= now.timestamp()
        found = UUID(claims["sub"]), str(claims[VerifyEmailToken.email_claim])
    except (TokenBackendError, KeyError, ValueError, TypeError, AttributeError) as error:
        raise errors.VerificationFailed from error
    if purpose != VerifyEmailToken.token_type or is_over:
        raise errors.VerificationFailed
    return found


def clear(now: datetime) -> int:
    """Delete requests for a link that nobody could answer; how many there were."""
    return LinkRequest.objects.filter(asked_at__lt=KEPT.before(now)).delete()[0]
