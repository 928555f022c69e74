"""Letters on paper: which are to be printed, and that they were."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import User
from accounts.services import audit
from members.models import Letter, Notice, NoticeState


def printed(letter_ids: Collection[UUID], *, actor: User, now: datetime, interface: str) -> int:
    """Note that letters were printed; how many had not been before. Of two people at once each
    letter is one's.
    """
    marked = 0
    with transaction.atomic():
        for letter_id in sorted(letter_ids):
            mine = Letter.objects.filter(pk=letter_id, printed_at=None)
            marked += mine.update(printed_at=now, printed_by=actor)
        told = Notice.objects.filter(letter__in=letter_ids, state=NoticeState.TO_PRINT)
        told.update(state=NoticeState.PRINTED)
        if marked:
            audit.record(
                "letter.printed", actor=actor, now=now, interface=interface, letters=marked
            )
    return marked
