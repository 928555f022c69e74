"""A book and its one copy in one deed."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import User
from catalog.models import Book, Branch, Copy, CopyType
from catalog.services import books, copies


@dataclass(frozen=True)
class Facts:
    """The little that is enough to lend a book."""

    title: str
    branch: Branch
    copy_type: CopyType
    author: str = ""
    isbn: str = ""
    barcode: str = ""
    call_number: str = ""


def add(facts: Facts, *, actor: User, now: datetime, interface: str) -> tuple[Book, Copy]:
    """Add the book and its copy, or neither. Raises ``IsbnTaken``, ``BarcodeTaken``."""
    said = books.Facts(
        title=facts.title,
        contributors=books.with_author((), facts.author),
        isbns=[facts.isbn] if facts.isbn else [],
    )
    noted = copies.Facts(
        branch=facts.branch,
        copy_type=facts.copy_type,
        barcode=facts.barcode,
        call_number=facts.call_number,
    )
    with transaction.atomic():
        added = books.add(said, actor=actor, now=now, interface=interface)
        copy = copies.add(added.book, noted, actor=actor, now=now, interface=interface)
    return added.book, copy
