"""What a scan in the search box means."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from catalog.domain import isbn
from catalog.models import Copy, Isbn
from core import barcodes
from core.compiled import Query


def book_scanned(typed: str) -> UUID | None:
    """The one current book whose ISBN, or whose copy's barcode, was typed or scanned."""
    number = isbn.looks_like(typed)
    if number:
        found = Isbn.objects.filter(isbn13=number, is_current=True).values_list(
            "book_id", flat=True
        )
        return found.first()
    code = barcodes.normal(typed)
    if not (barcodes.is_wellformed(code) and any(char.isdecimal() for char in code)):
        return None
    copies = Copy.objects.current().by_barcode(code).order_by()
    return copies.values_list("book_id", flat=True).first()


def taken(codes: Sequence[str]) -> set[str]:
    """Those of ``codes``, barcodes as they are kept, that a copy has."""
    if len(codes) == 1:
        return {row[0] for row in _TAKEN.rows(codes[0])}
    return set(Copy.objects.filter(barcode__in=codes).values_list("barcode", flat=True))


_TAKEN: Final = Query(lambda code: Copy.objects.filter(barcode=code).values("barcode"), str)
