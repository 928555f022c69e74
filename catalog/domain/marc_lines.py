"""A MARC record as lines to read."""

from dataclasses import asdict, dataclass
from typing import Any

import pymarc


@dataclass(frozen=True)
class Subfield:
    """A subfield."""

    code: str
    value: str


@dataclass(frozen=True)
class Line:
    """One field: its tag, its two indicators (# for a blank), and what is in it."""

    tag: str
    indicators: str
    value: str
    subfields: list[Subfield]


def lines(binary: bytes) -> list[Line]:
    """The fields of a record in ISO 2709 and UTF-8."""
    return [_line(field) for field in pymarc.Record(data=binary).fields]


def leader(binary: bytes) -> str:
    """The first 24 characters of a record."""
    return binary[:24].decode("ascii", "replace")


def shown(binary: bytes) -> dict[str, Any]:
    """A record as the API shows it."""
    return {"leader": leader(binary), "fields": [asdict(line) for line in lines(binary)]}


def _line(field: pymarc.Field) -> Line:
    if field.is_control_field():
        return Line(field.tag, "", field.data or "", [])
    indicators = "".join(field.indicators or ()).replace(" ", "#")
    return Line(field.tag, indicators, "", [Subfield(*each) for each in field.subfields])
