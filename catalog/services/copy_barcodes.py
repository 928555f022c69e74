"""Which barcodes a copy may be given, and the next ones of our own. What else has a number that is
scanned at a desk is known to contexts above, which say so here at start.
"""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Final

from django.conf import settings

from catalog import errors
from catalog.models import BarcodeSeries
from catalog.selectors import lookup
from core import barcodes, db, series

Others = Callable[[Collection[str]], set[str]]
"""Those of some barcodes, as they are kept, that are the number of something else."""
OTHERS: Final[list[Others]] = []


def of_others(codes: Collection[str]) -> set[str]:
    """Those of ``codes``, barcodes as they are kept, that are the number of something else."""
    said = {code for code in codes if code}
    return {code for others in OTHERS for code in others(said)} if said else set()


def demand_free(barcode: str, others: Collection[str]) -> None:
    """Raise ``BarcodeOfCard``, ``BarcodeIsWord`` or, for one of ``others`` (see ``of_others``),
    ``BarcodeOfMember``: what a desk would take for something else. Asked of new barcodes alone:
    copies that have such a one from before keep it.
    """
    if barcodes.looks_like_card(barcode):
        raise errors.BarcodeOfCard(barcode=barcodes.normal(barcode))
    if barcodes.is_word(barcode):
        raise errors.BarcodeIsWord(barcode=barcodes.normal(barcode))
    if barcodes.normal(barcode) in others:
        raise errors.BarcodeOfMember(barcode=barcodes.normal(barcode))


@contextmanager
def guarded(barcode: str) -> Iterator[None]:
    """Raise ``BarcodeTaken`` where the database says that another copy has ``barcode``."""
    taken = partial(errors.BarcodeTaken, barcode=barcodes.normal(barcode))
    with db.refusing("catalog_copy_barcode_key", "catalog_copy.barcode", refusal=taken):
        yield


def next_free(count: int, but: Collection[str] = ()) -> list[str]:
    """The next ``count`` barcodes of our own scheme (14 digits, see ``core.barcodes``) that no copy
    has, and none is about to have: those are ``but``.

    Call it in the transaction that uses them.
    """
    found: list[str] = []
    portion = 1
    while missing := max(count - len(found), 0):
        numbers = series.take(BarcodeSeries, "copy", missing * portion)
        portion *= 2  # where many in a row are another's, they are soon passed
        made = [
            barcodes.numbered(barcodes.COPY, settings.INSTITUTION_NUMBER, number)
            for number in numbers
        ]
        taken = lookup.taken(made)
        found += [barcode for barcode in made if barcode not in taken and barcode not in but]
    return found[:count]
