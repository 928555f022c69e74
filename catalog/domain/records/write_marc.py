"""Records of MARC 21 as ISO 2709, as MARCXML and as JSON."""

import html
import re
from collections.abc import Iterable, Iterator
from typing import Final

from catalog.domain.records import edits, iso2709, marcjson, marcxml
from catalog.domain.records.draft import Format, Outgoing
from catalog.domain.records.iso2709 import Damaged
from catalog.domain.records.marc import Record, verbatim

_ILLEGAL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_OPEN: Final = b"""<?xml version="1.0" encoding="UTF-8"?>
<collection xmlns="http://www.loc.gov/MARC21/slim">
"""


def iso(books: Iterable[Outgoing], currency: str) -> Iterator[bytes]:
    """The records one after the other, each as it came in but for what was edited since."""
    for book in books:
        yield (_kept(book, currency) if book.source == Format.MARC else None) or _encoded(
            record(book, currency)
        )


def xml(books: Iterable[Outgoing], currency: str) -> Iterator[bytes]:
    """One collection, a record at a time."""
    yield _OPEN
    for book in books:
        yield "\n".join(_elements(record(book, currency))).encode("utf-8", "replace")
    yield b"</collection>\n"


def record(book: Outgoing, currency: str) -> Record:
    """The record of a book: its source brought up to date, or one made from nothing."""
    source = _source(book)
    if source is None:
        return edits.made(book.draft, book.key, currency)
    return edits.edited(source, book.draft, currency)


def as_object(record: Record) -> dict[str, object]:
    """MARC-in-JSON."""
    fields: list[dict[str, object]] = []
    for tag, text in record.fields:
        if "\x1f" not in text and tag < "010":
            fields.append({tag: text})
            continue
        parts = [{code: value} for code, value in verbatim(text)]
        fields.append({tag: {"ind1": text[:1], "ind2": text[1:2], "subfields": parts}})
    return {"leader": record.leader, "fields": fields}


def _source(book: Outgoing) -> Record | None:
    """The record that a book came from, where it was one of MARC and can still be read."""
    try:
        if book.source == Format.MARC:
            return iso2709.parse(book.raw)[0]
        if book.source == Format.MARCXML:
            return marcxml.parse(book.raw)[0]
        if book.source == Format.MARC_JSON:
            return marcjson.parse(book.raw)
    except Damaged:
        pass
    return None


def _kept(book: Outgoing, currency: str) -> bytes | None:
    """The source's own bytes, with edited fields in the place of old ones; ``None`` when it cannot
    be read any more.
    """
    try:
        source, problems = iso2709.parse(book.raw)
    except Damaged:
        return None
    updated = edits.edited(source, book.draft, currency)
    codes = {problem.code for problem in problems}
    if updated.fields == source.fields and "lengths" not in codes and book.raw.endswith(b"\x1d"):
        return book.raw
    bare = iso2709.fields(book.raw)
    if [tag for tag, _data in bare] != [tag for tag, _text in source.fields]:
        return None
    is_utf8 = book.raw[9:10] == b"a" or "was_utf8" in codes
    old = {id(field): data for field, (_tag, data) in zip(source.fields, bare, strict=True)}
    fields = [
        (field[0], old[id(field)] if id(field) in old else _bytes(field[1], utf8=is_utf8))
        for field in updated.fields
    ]
    return iso2709.assembled(book.raw[:24], fields)


def _encoded(record: Record) -> bytes:
    leader = record.leader.encode("ascii", "replace")
    fields = [(tag, text.encode("utf-8", "replace")) for tag, text in record.fields]
    return iso2709.assembled(leader[:9] + b"a" + leader[10:], fields)


def _bytes(text: str, *, utf8: bool) -> bytes:
    """A new field of an old record: in MARC-8, what is not ASCII is written as a reference."""
    if utf8:
        return text.encode("utf-8", "replace")
    return "".join(char if char.isascii() else f"&#x{ord(char):04X};" for char in text).encode()


def _elements(record: Record) -> Iterator[str]:
    yield "<record>"
    yield f"  <leader>{_text(record.leader)}</leader>"
    for tag, text in record.fields:
        if "\x1f" not in text and tag < "010":
            yield f'  <controlfield tag="{_text(tag)}">{_text(text)}</controlfield>'
            continue
        first, second = _text(text[:1] or " "), _text(text[1:2] or " ")
        yield f'  <datafield tag="{_text(tag)}" ind1="{first}" ind2="{second}">'
        for code, value in verbatim(text):
            yield f'    <subfield code="{_text(code)}">{_text(value)}</subfield>'
        yield "  </datafield>"
    yield "</record>\n"


def _text(value: str) -> str:
    return html.escape(_ILLEGAL.sub("", value))
