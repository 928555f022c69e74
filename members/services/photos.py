"""Photos of members, for the staff to know them by."""

from datetime import datetime
from typing import IO, Final
from uuid import UUID

from django.conf import settings
from django.db import transaction

from accounts.models import User
from accounts.services import audit
from core import pictures
from members import errors
from members.models import Member, MemberPhoto
from members.services import lookup

SIZE: Final = (480, 600)
"""Width and height at most, in pixels: enough to know a face by."""


def put(
    member_id: UUID, picture: IO[bytes], *, actor: User, now: datetime, interface: str
) -> Member:
    """Make ``picture`` the photo of a member, in place of the one there was. It is made anew, so
    that nothing but the picture is kept. Raises ``InvalidPhoto``, ``UnknownMember``.
    """
    try:
        (jpeg,) = pictures.jpegs(picture, [SIZE], most_bytes=settings.MAX_COVER_BYTES)
    except pictures.Unusable as error:
        raise errors.InvalidPhoto from error
    with transaction.atomic():
        member = lookup.locked(member_id)
        MemberPhoto.objects.update_or_create(member=member, defaults={"jpeg": jpeg, "put_at": now})
        audit.record(
            "member.photo_put", actor=actor, now=now, interface=interface, member_id=member.pk
        )
    return member


def remove(member_id: UUID, *, actor: User, now: datetime, interface: str) -> Member:
    """Delete the photo of a member; without one nothing happens. Raises ``UnknownMember``."""
    with transaction.atomic():
        member = lookup.locked(member_id)
        if MemberPhoto.objects.filter(member=member).delete()[0]:
            audit.record(
                "member.photo_removed",
                actor=actor,
                now=now,
                interface=interface,
                member_id=member.pk,
            )
    return member


def of(member_id: UUID) -> bytes:
    """The photo, as JPEG. Raises ``UnknownPhoto`` where there is none."""
    found = MemberPhoto.objects.filter(member=member_id).values_list("jpeg", flat=True).first()
    if found is None:
        raise errors.UnknownPhoto
    return bytes(found)
