"""MARC-in-JSON: ``{"leader": ..., "fields": [{"001": ...}, {"245": {"ind1": ...}}]}``."""

from collections.abc import Iterator
from typing import Any

from catalog.domain.records import jsontext
from catalog.domain.records.iso2709 import Damaged
from catalog.domain.records.marc import (
    BLANK_LEADER,
    MOST_FIELDS,
    Record,
    clean,
    data_field,
    plain,
)  # fmt: skip


def parse(raw: bytes) -> Record:
    """The record in one object. Raises ``Damaged``."""
    told = jsontext.parsed(raw)
    leader, fields = told.get("leader", BLANK_LEADER), told.get("fields")
    if not (isinstance(fields, list) and isinstance(leader, str)):
        raise Damaged("no_fields")
    found = [each for field in fields for each in _fields(field)]
    if len(found) > MOST_FIELDS:
        raise Damaged("too_many_fields", most=MOST_FIELDS)
    return Record(f"{plain(clean(leader)):24.24}", found)


def _fields(told: Any) -> Iterator[tuple[str, str]]:
    """Tag and text of what one object of ``fields`` tells; nothing of what tells nothing."""
    if not isinstance(told, dict):
        return
    for tag, content in told.items():
        tag = plain(clean(tag)).rjust(3, "0")[:3]
        if isinstance(content, dict):
            indicators = f"{_one(content.get('ind1'))}{_one(content.get('ind2'))}"
            yield tag, clean(data_field(indicators, _subfields(content.get("subfields"))))
        elif content is not None:
            yield tag, plain(clean(str(content)))


def _subfields(told: Any) -> Iterator[tuple[str, str]]:
    for part in told if isinstance(told, list) else ():
        if isinstance(part, dict):
            for code, value in part.items():
                if isinstance(value, str | int | float):
                    yield plain(str(code))[:1] or " ", str(value)


def _one(indicator: Any) -> str:
    return f"{plain(str(indicator or ' ')):1.1}"
