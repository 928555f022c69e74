"""Reading ahead: while the database writes one chunk of records, another process reads the next.

That process knows nothing of the database. What it reads comes back through a pipe, which holds it
up when it is too far ahead.
"""

import gc
import pickle
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import IO, Final, NamedTuple

from catalog.domain import duplicates, records, titles
from catalog.search.made import Made
from catalog.services.imports.findable import Shelves

CHUNK: Final = 1000
"""Records of one transaction."""
CHUNK_OF_EDITS: Final = 50
"""As many where books that were there change: that is done one by one and takes much longer. SQLite
has one writer at a time, so a checkout waits until the transaction is over.
"""
SMALL_FILE: Final = 1_000_000
"""Bytes below which another process would start longer than it reads."""
_SELDOM: Final = 500_000
"""Objects between two looks of the collector of cycles."""
_ROOT: Final = Path(__file__).resolve().parents[3]


class ReaderDied(Exception):
    """The process that reads ended before the file did."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file of records, and how to read it."""

    path: str
    form: records.Format
    options: records.Options = field(default_factory=records.Options)
    shelves: Shelves | None = None
    """Where copies will stand; none where nothing is to be written."""


class Ready(NamedTuple):
    """A record that was read, with what can be worked out without the database. ``like`` is what it
    is compared by; a record that could not be read has neither draft nor likeness.

    ``entry`` is the search entry of its book, should it become a new one with all the copies that
    the record asks for.
    """

    number: int
    offset: int
    raw: bytes
    draft: records.BookDraft | None
    problems: tuple[records.Problem, ...]
    sort_title: str = ""
    like: duplicates.Likeness | None = None
    entry: Made | None = None


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some records, and how many bytes of the file have been read by now."""

    rows: list[Ready]
    bytes_read: int


@contextmanager
def opened(source: Source, *, skip: int = 0, size: int | None = None) -> Iterator[Iterator[Chunk]]:
    """The chunks of ``source`` behind the first ``skip`` records. Raises ``ReaderDied``."""
    size = size or CHUNK
    if Path(source.path).stat().st_size < SMALL_FILE:
        yield chunks(source, skip, size)
        return
    process = subprocess.Popen(  # noqa: S603 - our own
        [sys.executable, "-c", f"from {__name__} import main; main()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=_ROOT,
    )
    assert process.stdin  # noqa: S101 - both are pipes
    assert process.stdout  # noqa: S101
    try:
        pickle.dump((source, skip, size), process.stdin)
        process.stdin.close()
        yield _received(process.stdout)
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Let the collector of cycles look around seldom: a chunk of records is made of a hundred
    thousand objects, none of which is in a cycle.
    """
    before = gc.get_threshold()
    gc.set_threshold(_SELDOM, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def chunks(source: Source, skip: int, size: int) -> Iterator[Chunk]:
    """The chunks of ``source``, read in this process."""
    with open(source.path, "rb") as file:
        readings = records.read(file, source.form, source.options, skip=skip)
        while rows := [ready(each, source.shelves) for each in islice(readings, size)]:
            yield Chunk(rows, file.tell())


def ready(reading: records.Reading, shelves: Shelves | None = None) -> Ready:
    """``reading`` with what it is filed under, compared by and, on ``shelves``, found by."""
    facts = (reading.number, reading.offset, reading.raw, reading.draft, reading.problems)
    draft = reading.draft
    if draft is None:
        return Ready(*facts)
    sort_title = titles.sort_key(draft.title, draft.language, draft.alternative_title)
    first = draft.contributors[0][0] if draft.contributors else ""
    like = duplicates.likeness(
        sort_title, draft.title, draft.subtitle, first, draft.year, draft.isbns
    )
    if shelves is None:
        return Ready(*facts, sort_title, like)
    return Ready(*facts, sort_title, like, shelves.made(draft))


def _received(pipe: IO[bytes]) -> Iterator[Chunk]:
    while True:
        try:
            chunk = pickle.load(pipe)  # noqa: S301 - from a process of ours
        except (EOFError, pickle.UnpicklingError) as error:
            raise ReaderDied from error
        if chunk is None:
            return
        yield chunk


def main() -> None:
    """Read what standard input says, and write the chunks to standard output: all that the other
    process does. A ``None`` says that nothing more comes.
    """
    source, skip, size = pickle.load(sys.stdin.buffer)  # noqa: S301 - from a process of ours
    out = sys.stdout.buffer
    with seldom_collected():
        for chunk in chunks(source, skip, size):
            pickle.dump(chunk, out, protocol=pickle.HIGHEST_PROTOCOL)
            out.flush()
    pickle.dump(None, out)
    out.flush()
