"""Which revisions of books imports have left, kept right while imports are taken back."""

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from catalog.models import ImportRow, SourceRecord
from core import bulk


class Left:
    """The records of all imports that have left a revision of some books, which are locked.

    A book that is put back gets a new revision that says what an old one said. Whoever left the old
    one is to find the book as it was left, so the revisions below move up, all by as much: the
    changes between them, by editors too, stay between them.
    """

    def __init__(self, book_ids: Collection[UUID]) -> None:
        self.rows: dict[UUID | None, list[ImportRow]] = defaultdict(list)
        self._moved: set[ImportRow] = set()
        if book_ids:
            came = SourceRecord.objects.filter(book__id__among=book_ids).order_by().values("batch")
            rows = ImportRow.objects.filter(batch__in=came, book_id__among=book_ids)
            for row in rows.filter(revision__gt=0).order_by().only("book_id", "revision"):
                self.rows[row.book_id].append(row)

    def put_back(self, book_id: UUID, last: int, now: int) -> None:
        """Revision ``now`` of the book says again what the one before ``last`` said. Those who left
        ``last`` without changing anything have the book as it is now.
        """
        for row in self.rows[book_id]:
            if row.revision <= last:
                row.revision = min(row.revision, last - 1) + now - last + 1
                self._moved.add(row)

    def save(self) -> None:
        """Write it down."""
        bulk.update(ImportRow, ["revision"], [(row.pk, row.revision) for row in self._moved])
