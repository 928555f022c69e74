"""Copies as lists show them, in the order of the shelves, narrowed as one likes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.utils.functional import Promise

from catalog.domain.copies import State
from catalog.models import Copy
from catalog.models.copy import CopyQuerySet
from catalog.selectors import imports
from core import barcodes

ORDER: Final = ("shelf_key", "id")

Narrower = Callable[[CopyQuerySet], CopyQuerySet]
MORE: Final[dict[str, tuple[str | Promise, Narrower]]] = {}
"""What those above us can tell copies apart by: a word for the address, one for people, and how."""


@dataclass(frozen=True)
class Wanted:
    """Which copies; what is empty does not count. ``state`` is one of ``State``, or ``all``; left
    empty, everything but what has been withdrawn. ``batch`` is the id of the import they came by.
    """

    branch: str = ""
    copy_type: str = ""
    state: str = ""
    shelf_location: str = ""
    first: str = ""
    last: str = ""
    more: str = ""
    batch: str = ""


def find(wanted: Wanted) -> CopyQuerySet:
    """The copies that answer ``wanted``. Unordered: page them with ``core.keyset`` by ``ORDER``."""
    found = Copy.objects.on_shelves(wanted.shelf_location, wanted.first, wanted.last)
    if wanted.branch:
        found = found.filter(branch__code=wanted.branch)
    if wanted.copy_type:
        found = found.filter(copy_type__code=wanted.copy_type)
    if wanted.batch:
        found = found.filter(pk__in=imports.copies_made(wanted.batch))
    if wanted.more:
        found = MORE[wanted.more][1](found)
    if wanted.state == "all":
        return found
    return found.in_state(State(wanted.state)) if wanted.state else found.current()


def with_details(found: CopyQuerySet) -> CopyQuerySet:
    """The copies with what a list shows of them."""
    return found.select_related("book", "branch", "copy_type")


def chosen(ids: Sequence[UUID], scanned: Sequence[str]) -> tuple[list[Copy], list[str]]:
    """The copies with these ids and barcodes, in the order of the shelves, and the barcodes that no
    copy has.
    """
    codes = [barcodes.normal(each) for each in scanned]
    rows: Any = Copy.objects.filter(pk__in=ids) | Copy.objects.filter(barcode__in=codes)
    found = list(with_details(rows).order_by(*ORDER))
    known = {copy.barcode for copy in found}
    return found, [code for code in codes if code not in known]
