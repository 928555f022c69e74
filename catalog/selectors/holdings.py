"""Copies as the API shows them."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import F, QuerySet

from catalog.models import Copy
from catalog.selectors import records


def rows(book_id: UUID) -> QuerySet[Copy, dict[str, Any]]:
    """The copies of a book that anyone may see, as dictionaries for ``records.holding``."""
    current = Copy.objects.current().filter(book=book_id, book__withdrawn_at=None)
    found: QuerySet[Any, dict[str, Any]] = current.values(
        "id",
        "barcode",
        "shelf_location",
        "call_number",
        *records.FLAGS,
        branch_code=F("branch__code"),
        branch_name=F("branch__name"),
        type_code=F("copy_type__code"),
        type_name=F("copy_type__name"),
    )
    return found


def shown(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of ``rows`` as it stands beneath its book."""
    return records.holding({**row, "branch": row["branch_code"], "type": row["type_code"]})


def to_staff(copy: Copy) -> dict[str, Any]:
    """Everything that is noted of a copy, for those who keep it."""
    return {
        "id": copy.pk,
        "barcode": copy.barcode,
        "book_id": copy.book_id,
        "book_title": copy.book.title,
        "branch": copy.branch.code,
        "branch_name": copy.branch.name,
        "type": copy.copy_type.code,
        "type_name": copy.copy_type.name,
        "shelf_location": copy.shelf_location,
        "call_number": copy.call_number,
        "acquired_on": copy.acquired_on,
        "price_minor": copy.price_minor,
        "currency": settings.CURRENCY,
        "note": copy.note,
        "alerts_at_desk": copy.alerts_at_desk,
        "parts": copy.parts,
        "reference_only": copy.reference_only,
        "on_order": copy.on_order,
        "is_lost": copy.lost_at is not None,
        "is_missing": copy.missing_at is not None,
        "is_damaged": copy.damaged_at is not None,
        "state": copy.state,
        "last_seen_at": copy.last_seen_at,
        "withdrawn_at": copy.withdrawn_at,
        "withdrawn_for": copy.withdrawn_for,
        "revision": copy.revision,
    }
