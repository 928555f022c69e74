"""A merge of two records undone: the one that went is a book of its own again, with what it had."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import audit
from catalog import errors
from catalog.models import Book, BookMerge, Copy, SourceRecord
from catalog.search import index
from catalog.services import books, changes, covers
from core import db

Parter = Callable[[Book, Book, Mapping[str, Any], User, datetime, str], None]
"""Gives back what had followed a merge in a context above: ``(gone, kept, before, actor, now,
interface)``. Both are locked, and the copies are with their books again. Raises ``MergeStands``
where something later stands in the way.
"""
PARTERS: Final[list[Parter]] = []


def part(kept_id: UUID, gone_id: UUID, *, actor: User, now: datetime, interface: str) -> Book:
    """Undo the merge of ``gone_id`` into ``kept_id``; the book that is there again.

    Both records say what they said, and copies, with their loans, the record that came and the
    cover are where they were. Copies are locked before books, as a merge does. Raises
    ``UnknownMerge``, and ``MergeStands`` with what has come between.
    """
    with transaction.atomic():
        list(db.locked(Copy.objects.filter(book=kept_id)).order_by("pk").values_list("pk"))
        rows = db.locked(Book.objects.filter(pk__in=[gone_id, kept_id]).order_by("pk"))
        pair = {book.pk: book for book in rows}
        merge = BookMerge.objects.filter(gone=gone_id, kept=kept_id).first()
        if merge is None:
            raise errors.UnknownMerge
        gone, kept = pair[gone_id], pair[kept_id]
        _demand_nothing_between(kept, merge.before)
        merge.delete()
        _give_back(gone, kept, merge.before, now)
        for parter in PARTERS:
            parter(gone, kept, merge.before, actor, now, interface)
        index.put(gone)
        index.put(kept)
        changes.seen([gone.pk, kept.pk])
        said: dict[str, Any] = {"actor": actor, "now": now, "interface": interface}
        audit.record("book.parted", book_id=kept.pk, gone=gone.pk, title=gone.title, **said)
        audit.record("book.came_back", book_id=gone.pk, kept=kept.pk, title=kept.title, **said)
    return gone


def _demand_nothing_between(kept: Book, before: Mapping[str, Any]) -> None:
    """Whether the kept record is as the merge has left it. Raises ``MergeStands``."""
    reason = ""
    if "into" not in before:
        reason = _("It was made by an older version, which did not note enough.")
    elif before["into"] != str(kept.pk):
        reason = _("The record it went into was merged into another since. Undo that merge first.")
    elif kept.withdrawn_at:
        reason = _("The book has been withdrawn since.")
    elif kept.revision != before["revision"]:
        reason = _("The record has been edited since.")
    if reason:
        raise errors.MergeStands(reason=reason)


def _give_back(gone: Book, kept: Book, before: Mapping[str, Any], now: datetime) -> None:
    """All of the catalogue's own that has moved."""
    theirs = _facts(before["kept"])
    if theirs.differing(books.facts_of(kept)):
        books.rewrite(kept, theirs, now)
    gone.withdrawn_at = None
    gone.save(update_fields=["withdrawn_at"])
    gone.isbns.update(is_current=True)
    Copy.objects.filter(book=kept, pk__in=before["copy_ids"]).update(book=gone)
    SourceRecord.objects.filter(book=kept, pk__in=before["sources"]).update(book=gone)
    covers.take_back(kept, before["covers"]["gone"], before["covers"]["kept"])
    for later in BookMerge.objects.filter(kept=kept):
        if later.before.get("into") == str(gone.pk):
            BookMerge.objects.filter(pk=later.pk).update(kept=gone)


def _facts(kept: Mapping[str, Any]) -> books.Facts:
    """Facts as they were kept with the merge."""
    made = [(name, role) for name, role in kept["contributors"]]
    return books.Facts(**{**kept, "contributors": made})
