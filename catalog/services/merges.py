"""Two records of one book become one. The record that goes leaves its copies, its numbers and its
id to the one that is kept.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from accounts.models import User
from accounts.services import audit
from catalog import errors
from catalog.models import Book, BookMerge, BooksApart, Copy
from catalog.search import index
from catalog.services import books, changes, covers
from core import db

Follower = Callable[[Book, Book, User, datetime, str], Mapping[str, Any]]
"""Lets what a context above keeps of the first book, which goes, follow to the second, which is
kept: ``(gone, kept, actor, now, interface)``. Both are locked. What it says is kept with the merge.
"""
FOLLOWERS: Final[list[Follower]] = []

CHOICES: Final = (
    "title",
    "subtitle",
    "alternative_title",
    "contributors",
    "edition",
    "publisher",
    "year",
    "language",
    "classification",
    "description",
    "cover",
)
"""What can be taken from the record that goes. Its ISBNs and subjects are always added to those of
the one that is kept.
"""


def merge(
    gone_id: UUID,
    kept_id: UUID,
    *,
    take: Collection[str] = (),
    revisions: tuple[int, int] | None = None,
    actor: User,
    now: datetime,
    interface: str,
) -> Book:
    """Merge the record ``gone_id`` into ``kept_id``, with ``take`` (of ``CHOICES``) of the former.

    Copies, and with them loans, holds and whatever else follows, belong to the kept book; the other
    id leads to it from now on. ``revisions`` are those that the one who chose saw, of the record
    that goes and of the kept one; ``None`` skips the question.

    Copies are locked before books, as lending does. Raises ``MergeWithItself``, ``UnknownBook``,
    ``BookChanged``.
    """
    if gone_id == kept_id:
        raise errors.MergeWithItself
    with transaction.atomic():
        moving = list(db.locked(Copy.objects.filter(book__in=[gone_id, kept_id])).order_by("pk"))
        pair = {each: books.locked(each) for each in sorted([gone_id, kept_id])}
        gone, kept = pair[gone_id], pair[kept_id]
        if revisions is not None and revisions != (gone.revision, kept.revision):
            raise errors.BookChanged
        if Copy.objects.filter(book=gone).exclude(pk__in=[each.pk for each in moving]).exists():
            raise errors.BookChanged
        _moved(gone, kept, take, actor=actor, now=now, interface=interface)
        changes.seen([gone.pk, kept.pk])
    kept.version += 1
    return kept


def merged_facts(gone: books.Facts, kept: books.Facts, take: Collection[str]) -> books.Facts:
    """What the kept record says after a merge that takes ``take`` from the other."""
    taken = {name: getattr(gone, name) for name in take if name != "cover"}
    return replace(
        kept,
        **taken,
        isbns=list(dict.fromkeys([*kept.isbns, *gone.isbns])),
        subjects=list(dict.fromkeys([*kept.subjects, *gone.subjects])),
    )


def _moved(
    gone: Book, kept: Book, take: Collection[str], *, actor: User, now: datetime, interface: str
) -> None:
    """Move everything, and keep what was so."""
    facts, theirs = books.facts_of(gone), books.facts_of(kept)
    before = {
        "gone": vars(facts),
        "kept": vars(theirs),
        "copies": sorted(Copy.objects.filter(book=gone).values_list("barcode", flat=True)),
        "copy_ids": sorted(Copy.objects.filter(book=gone).values_list("pk", flat=True)),
        "into": kept.pk,
        "covers": {"gone": gone.cover, "kept": kept.cover},
    }
    before["sources"] = _hand_over(gone, kept, take, now)
    merged = merged_facts(facts, theirs, take)
    changed = merged.differing(theirs)
    if changed:
        books.rewrite(kept, merged, now)
    before["revision"] = kept.revision
    for follow in FOLLOWERS:
        before |= follow(gone, kept, actor, now, interface)
    index.remove([gone.pk])
    index.put(kept)
    BooksApart.objects.filter(first__in=[gone, kept], second__in=[gone, kept]).delete()
    BookMerge.objects.filter(kept=gone).update(kept=kept)
    BookMerge.objects.create(gone=gone, kept=kept, merged_at=now, merged_by=actor, before=before)
    said: dict[str, Any] = {"actor": actor, "now": now, "interface": interface}
    audit.record(
        "book.merged",
        book_id=kept.pk,
        gone=gone.pk,
        title=gone.title,
        copies=before["copies"],
        changed=changed,
        before=theirs.only(changed),
        after=merged.only(changed),
        **said,
    )
    audit.record("book.merged_away", book_id=gone.pk, kept=kept.pk, title=kept.title, **said)


def _hand_over(gone: Book, kept: Book, take: Collection[str], now: datetime) -> list[int]:
    """The copies, the cover where it is wanted, and the record that came, go to the kept book; its
    own record that came stays what its exports are built upon. The ids of the records that went.
    """
    Copy.objects.filter(book=gone).update(book=kept)
    gone.isbns.update(is_current=False)
    Book.objects.filter(pk=gone.pk).update(withdrawn_at=now)
    if gone.cover and ("cover" in take or not kept.cover):
        covers.hand_over(gone, kept)
    if kept.sources.exists():
        return []
    moved = list(gone.sources.values_list("pk", flat=True))
    gone.sources.update(book=kept)
    return moved
