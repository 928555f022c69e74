"""Of which copies labels are wanted."""

from datetime import date
from typing import Any, Final

from django.utils import timezone

from catalog import errors
from catalog.models import Copy
from catalog.selectors import copies
from catalog.services import copies_many
from core import barcodes, midnight

MOST: Final = 2000


def wanted(data: dict[str, Any]) -> list[Copy]:
    """The copies that a valid form asks for, in the order of the shelves; those scanned one by one
    in the order they were scanned. Raises ``NothingChosen``, ``UnknownBarcode``,
    ``NoBarcodeRange``, ``TooManyChosen``.
    """
    codes = [barcodes.normal(each) for each in data["barcodes"]]
    if data["first_barcode"] or data["last_barcode"]:
        codes += copies_many.between(data["first_barcode"], data["last_barcode"])
    found, unknown = copies.chosen(data["copy"], codes)
    if unknown:
        raise errors.UnknownBarcode(barcode=unknown[0])
    if codes and not data["copy"]:
        place = {code: number for number, code in enumerate(codes)}
        found.sort(key=lambda copy: place[copy.barcode])
    if data["since"]:
        known = {copy.pk for copy in found}
        found += [copy for copy in _added_since(data["since"]) if copy.pk not in known]
    if not found:
        raise errors.NothingChosen
    if len(found) > MOST:
        raise errors.TooManyChosen(most=MOST)
    return found


def _added_since(day: date) -> list[Copy]:
    since = midnight.begins(day, timezone.get_current_timezone())
    rows = copies.with_details(Copy.objects.current().added_since(since))
    return list(rows.order_by(*copies.ORDER)[: MOST + 1])
