"""From one scan at a stocktake to what is done and said."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any
from uuid import UUID

from accounts.services import once
from catalog.services import stocktake_words, stocktakes
from catalog.services.stocktake_words import Line
from core import jsons
from core.errors import LibraryError
from core.http import status_of


def counted(stocktake_id: UUID, scan: str, key: str, deed_of: dict[str, Any]) -> tuple[Line, int]:
    """Count what was scanned, unless this very scan has been answered before: its line, and the
    status of the answer. A refusal is an answer too.
    """

    def deed() -> Line:
        return stocktake_words.answer(stocktakes.scan(stocktake_id, scan, **deed_of))

    return _once([str(stocktake_id), scan], key, deed, deed_of)


def taken_back(
    stocktake_id: UUID, scan_id: UUID | None, key: str, deed_of: dict[str, Any]
) -> tuple[Line, int]:
    """Take a scan back, the last one where ``scan_id`` is ``None``; answered as above."""

    def deed() -> Line:
        return stocktake_words.undone(stocktakes.undo(stocktake_id, scan_id, **deed_of))

    return _once([str(stocktake_id), "undo", str(scan_id or "")], key, deed, deed_of)


def _once(
    about: list[str], key: str, deed: Callable[[], Line], deed_of: dict[str, Any]
) -> tuple[Line, int]:
    who = {"actor": deed_of["actor"], "now": deed_of["now"]}
    try:
        said = once.run(key, request=["stocktake", *about], deed=lambda: asdict(deed()), **who)
    except LibraryError as refusal:
        return stocktake_words.refused(str(refusal)), status_of(refusal)
    return Line(**jsons.loads(said.body)), 200
