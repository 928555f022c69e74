"""Branches and types of copies: kept by administrators, seen by readers in every book."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.services import audit
from catalog.models import Branch, Copy, CopyType
from catalog.services import changes


def save(place: Branch | CopyType, *, actor: User, now: datetime, interface: str) -> None:
    """Save a branch or a type, and let the books that have copies of it be seen anew."""
    of_it = {"branch": place} if isinstance(place, Branch) else {"copy_type": place}
    deed = "branch.saved" if isinstance(place, Branch) else "copy_type.saved"
    with transaction.atomic():
        place.save()
        books = Copy.objects.current().filter(**of_it).order_by().values_list("book_id", flat=True)
        audit.record(deed, actor=actor, now=now, interface=interface, code=place.code)
        changes.seen(books.distinct())
