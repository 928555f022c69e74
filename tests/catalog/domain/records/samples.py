"""The files of tests/data, and short ways to read and write."""

from __future__ import annotations

import gzip
import io
import lzma
from functools import cache
from pathlib import Path

from catalog.domain import records
from catalog.domain.records import BookDraft, Format, Options, Outgoing, Reading
from catalog.domain.records.marc import FIELD, RECORD, SUBFIELD

DATA = Path(__file__).resolve().parents[3] / "data"


@cache
def load(name: str) -> bytes:
    """The bytes of a file under its original name, however it is kept."""
    file = DATA / name
    if file.suffix == ".gz":
        return gzip.decompress(file.read_bytes())
    if file.exists():
        return file.read_bytes()
    return lzma.decompress((DATA / f"{name}.xz").read_bytes())


def names() -> set[str]:
    """Every file of records in tests/data, under its original name."""
    files = [file for folder in ("marc", "csv") for file in (DATA / folder).rglob("*.*")]
    kept = [file for file in files if file.suffix not in {".xsd", ".txt"}]
    return {file.relative_to(DATA).as_posix().removesuffix(".xz") for file in kept}


@cache
def readings(name: str) -> tuple[Reading, ...]:
    """Every record of a file of tests/data."""
    data = load(name)
    form = records.sniff(data[: records.HEAD_BYTES], name)
    return tuple(records.read(io.BytesIO(data), form))


def read(data: bytes, form: Format, options: Options | None = None) -> list[Reading]:
    """Every record in ``data``."""
    return list(records.read(io.BytesIO(data), form, options or Options()))


def drafts(data: bytes, form: Format, options: Options | None = None) -> list[BookDraft | None]:
    """The drafts in ``data``."""
    return [reading.draft for reading in read(data, form, options)]


def written(form: Format, *books: Outgoing) -> bytes:
    """A file with ``books``."""
    return b"".join(records.write(form, books))


def codes(reading: Reading) -> list[str]:
    """The codes of what was wrong."""
    return [problem.code for problem in reading.problems]


def marc(*fields: str, leader: str = "     nam a22     3i 4500", encoding: str = "utf-8") -> bytes:
    """A record of fields written as ``"245 10 $aTitle :$bmore"`` or ``"008 text"``."""
    found = []
    for field in fields:
        tag, rest = field[:3], field[4:]
        if "$" in rest:
            indicators, _sign, parts = rest.partition("$")
            rest = f"{indicators:2.2}{SUBFIELD}{parts.replace('$', SUBFIELD)}"
        found.append((tag, rest.encode(encoding)))
    directory, body = "", b""
    for tag, data in found:
        directory += f"{tag}{len(data) + 1:04d}{len(body):05d}"
        body += data + FIELD.encode()
    base = 24 + len(directory) + 1
    total = base + len(body) + 1
    head = f"{total:05d}{leader[5:12]}{base:05d}{leader[17:20]}4500{directory}{FIELD}"
    return head.encode() + body + RECORD.encode()


def book(*fields: str, **options: str) -> BookDraft:
    """The draft of one such record."""
    (reading,) = read(marc(*fields, **options), Format.MARC)
    assert reading.draft is not None, reading.problems
    return reading.draft
