"""What was merged into what, and where an old id leads."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from catalog.models import BookMerge, HeadingMerge
from catalog.models.headings import Kind


def kept(book_id: UUID) -> UUID | None:
    """The book that this record was merged into, or nothing when it was not."""
    return BookMerge.objects.filter(gone=book_id).values_list("kept_id", flat=True).first()


def standing(book_id: UUID) -> UUID:
    """The book that an id stands for: the one it was merged into, or else itself."""
    return kept(book_id) or book_id


def kept_heading(kind: Kind, row_id: UUID) -> UUID | None:
    """The heading that this one was merged into, or nothing when it was not; where that was merged
    too, the last of the chain.
    """
    found = None
    while into := _into(kind, found or row_id):
        found = into
    return found


def _into(kind: Kind, row_id: UUID) -> UUID | None:
    merges = HeadingMerge.objects.filter(word=kind.word, gone_id=row_id)
    return merges.values_list("kept_id", flat=True).first()


def shown(merge: BookMerge | HeadingMerge) -> dict[str, Any]:
    """A merge as the API shows it."""
    name = merge.gone.title if isinstance(merge, BookMerge) else merge.gone_name
    return {
        "id": merge.gone_id,
        "name": name,
        "merged_at": merge.merged_at,
        "merged_by": str(merge.merged_by or ""),
    }


def into(book_id: UUID) -> QuerySet[BookMerge]:
    """The records that were merged into a book, the last first."""
    found = BookMerge.objects.filter(kept=book_id).select_related("gone", "merged_by")
    return found.order_by("-merged_at", "-gone_id")


def into_heading(kind: Kind, row_id: UUID) -> QuerySet[HeadingMerge]:
    """The headings that were merged into one, the last first."""
    found = HeadingMerge.objects.filter(word=kind.word, kept_id=row_id)
    return found.select_related("merged_by").order_by("-merged_at", "-id")
