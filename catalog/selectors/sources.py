"""The records that books came from."""

from dataclasses import dataclass
from uuid import UUID

from catalog.domain.records import Format
from catalog.models import SourceRecord


@dataclass(frozen=True)
class Raw:
    """A record as it came in, verbatim."""

    format: Format
    content: bytes


def raw_of(book_id: UUID) -> Raw | None:
    """The newest record that the book came from, or nothing where it was typed in."""
    newest = SourceRecord.objects.filter(book=book_id).order_by("-pk").first()
    return Raw(Format(newest.format), bytes(newest.raw)) if newest else None
