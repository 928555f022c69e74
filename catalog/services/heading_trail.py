"""What is kept of a merge of two headings, so that it can be undone."""

from datetime import datetime
from typing import Any

from accounts.models import User
from catalog.models import HeadingMerge
from catalog.models.headings import Kind


def remember(kind: Kind, gone: Any, kept: Any, *, actor: User, now: datetime) -> None:
    """Note how ``gone`` stands before it is merged into ``kept``: its other names, and for each of
    its books the role and the place in it, and whether the book has the other heading there too.
    """
    there = set(kind.links.filter(**{kind.word: kept}).values_list(*_columns(kind)))
    own = kind.links.filter(**{kind.word: gone})
    names = kind.aliases.filter(**{kind.word: gone}).values_list(kind.column, flat=True)
    HeadingMerge.objects.create(
        word=kind.word,
        gone_id=gone.pk,
        gone_name=kind.name_of(gone),
        kept_id=kept.pk,
        merged_at=now,
        merged_by=actor,
        before={
            "aliases": sorted(names),
            "links": [
                {
                    "book": link.book_id,
                    "role": getattr(link, "role", ""),
                    "position": getattr(link, "position", 0),
                    "is_double": _place(kind, link) in there,
                }
                for link in own.order_by("pk")
            ],
        },
    )


def _columns(kind: Kind) -> list[str]:
    """What may stand once only for a heading: a book, and of contributors the role in it."""
    return ["book", "role"] if hasattr(kind.link, "role") else ["book"]


def _place(kind: Kind, link: Any) -> tuple[Any, ...]:
    return (link.book_id, link.role) if hasattr(kind.link, "role") else (link.book_id,)
