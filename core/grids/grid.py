"""A table being read: its header, its first rows, and the rest behind them."""

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from core import text

Row = tuple[int, list[str] | None]
"""The place of a row and its cells; no cells where it could not be read."""

FindHeader = Callable[[Sequence[Sequence[str]]], int]
"""Which of the first rows names the columns."""

MOST_COLUMNS: Final = 500
HEAD_ROWS: Final = 30
AMONG: Final = 10
"""Rows among which the header is looked for."""
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that was wrong. ``code`` and ``params`` are for whoever puts it into words (see
    docs/reference/import-formats.md); a ``fatal`` one left nothing that could be read.
    """

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)
    fatal: bool = False


class Unreadable(Exception):
    """A file that cannot be read as a whole: no format of ours, or damaged at the root."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.problem = Problem(code, params, fatal=True)


@dataclass(frozen=True)
class Grid:
    """A table: the names of its columns, its first rows that say anything, and all rows behind the
    header, which can be gone through once. ``sheets`` are the names of a workbook's.
    """

    header: Sequence[str]
    samples: Sequence[Sequence[str]]
    rows: Iterator[Row]
    encoding: str = ""
    delimiter: str = ""
    sheets: Sequence[str] = ()


def header_row(rows: Sequence[Sequence[str]], known: Container[str]) -> int:
    """Which of the first rows names the columns: the one with most names that are ``known``
    (folded), for people write titles over their tables.
    """
    counts = [sum(text.folded(cell) in known for cell in row) for row in rows]
    most = max(counts, default=0)
    if most:
        return counts.index(most)
    return next((place for place, row in enumerate(rows) if any(cell.strip() for cell in row)), 0)


def sniff(head: bytes) -> str:
    """What kind of table a file is that begins with ``head``: ``csv`` or ``xlsx``.

    Raises ``Unreadable``: ``empty``, or ``no_columns`` for what is no table.
    """
    if not head.strip(b"\x00 \t\r\n\x1a\xef\xbb\xbf"):
        raise Unreadable("empty")
    if head.startswith(b"PK"):
        return "xlsx"
    if b"\x00" in head and not head.startswith(_UTF16):
        raise Unreadable("no_columns")
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"<", b"{", b"[", b"%PDF-")):
        raise Unreadable("no_columns")
    return "csv"
