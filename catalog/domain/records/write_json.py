"""Books as JSON Lines, one object each; and records as MARC-in-JSON, one a line."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any, Final

from catalog.domain.records import objects, write_marc
from catalog.domain.records.draft import Format, Outgoing

_MARC: Final = frozenset({Format.MARC, Format.MARCXML, Format.MARC_JSON})


def lines(books: Iterable[Outgoing], currency: str) -> Iterator[bytes]:
    """Every fact under its own name, with ``marc`` for what the record said besides."""
    for book in books:
        told: dict[str, Any] = {"format": objects.FORMAT, "key": book.key, **asdict(book.draft)}
        told["contributors"] = [
            {"name": name, "role": role} for name, role in book.draft.contributors
        ]
        del told["has_no_copies"]
        for copy in told["copies"]:
            acquired = copy["acquired_on"]
            copy["acquired_on"] = acquired.isoformat() if acquired else None
        if book.source in _MARC:
            told["marc"] = write_marc.as_object(write_marc.record(book, currency))
        yield _line(told)


def marc(books: Iterable[Outgoing], currency: str) -> Iterator[bytes]:
    """Records of MARC-in-JSON."""
    for book in books:
        yield _line(write_marc.as_object(write_marc.record(book, currency)))


def _line(told: dict[str, Any]) -> bytes:
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "replace") + b"\n"
