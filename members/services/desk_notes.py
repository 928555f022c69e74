"""Notes that the desk leaves for itself: shown with a member's card until someone ends them."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import User
from accounts.services import audit
from members import errors
from members.models import DeskNote
from members.services import lookup


def leave(member_id: UUID, text: str, *, actor: User, now: datetime, interface: str) -> DeskNote:
    """Leave a note for the member's next visit. Raises ``UnknownMember``."""
    with transaction.atomic():
        member = lookup.locked(member_id)
        made = DeskNote.objects.create(member=member, text=text, made_at=now, made_by=actor)
        audit.record(
            "member.note_left",
            actor=actor,
            now=now,
            interface=interface,
            member_id=member.pk,
            note=made.pk,
        )
    return made


def end(note_id: UUID, *, actor: User, now: datetime, interface: str) -> DeskNote:
    """The note has done its work. Raises ``UnknownNote``, ``NoteEnded``."""
    with transaction.atomic():
        found = DeskNote.objects.filter(pk=note_id).first()
        if found is None:
            raise errors.UnknownNote
        if not DeskNote.objects.open().filter(pk=note_id).update(ended_at=now):
            raise errors.NoteEnded
        audit.record(
            "member.note_ended",
            actor=actor,
            now=now,
            interface=interface,
            member_id=found.member_id,
            note=found.pk,
        )
    return found
