"""Of which copies labels are wanted."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone

from catalog import errors
from catalog.models import Copy
from catalog.selectors import copies
from catalog.services import copies_many
from catalog.web import copies_forms
from core import barcodes, midnight

MOST: Final = 2000


@dataclass(frozen=True)
class Along:
    """The copies that come along with an address: those ticked in a list, or a part of all of it.
    The list holds ``count``, of which the first here is number ``first``.
    """

    ids: list[UUID]
    count: int
    first: int = 1

    @property
    def last(self) -> int:
        """The number of the last."""
        return self.first + len(self.ids) - 1

    @property
    def parts(self) -> list[tuple[int, int]]:
        """The first and the last number of each part of the list, where there are several."""
        firsts = range(1, self.count + 1, MOST) if self.count > len(self.ids) else ()
        return [(first, min(first + MOST - 1, self.count)) for first in firsts]


def along(request: HttpRequest) -> Along:
    """The copies that come along with ``request``. Raises ``FilterUnreadable``."""
    if "all" not in request.GET:
        ids = copies_forms.ids_along(request, MOST)
        return Along(ids, len(ids))
    rows = copies_forms.listed(request).values_list("pk", flat=True)
    count = rows.count()
    before = min(_parts_before(request), max(count - 1, 0) // MOST) * MOST
    return Along(list(rows[before : before + MOST]), count, before + 1)


def _parts_before(request: HttpRequest) -> int:
    """How many parts of the list are passed over; none where the address names no part."""
    said = request.GET.get("part", "")[:6]
    return max(int(said) - 1, 0) if said.isdecimal() else 0


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
