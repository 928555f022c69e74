"""A table being read: its header, its first rows, and the rest behind them."""

import re
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from core import text

FindHeader = Callable[[Sequence[Sequence[str]]], int]
"""Which of the first rows names the columns."""

MOST_COLUMNS: Final = 500
HEAD_ROWS: Final = 30
AMONG: Final = 10
"""Rows among which the header is looked for."""
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")
_SPACES: Final = re.compile(r"\s+")
_UNKEPT: Final = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that was wrong. ``code`` and ``params`` are for whoever puts it into words (see
    docs/reference/import-formats.md); a ``fatal`` one left nothing that could be read.

    ``params`` quote what files say. They are kept as JSON, where neither NUL nor half a surrogate
    pair can be: such signs become U+FFFD here, whoever quotes them.
    """

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)
    fatal: bool = False

    def __post_init__(self) -> None:
        if any(
            isinstance(value, str) and not value.isprintable() for value in self.params.values()
        ):
            quoted = {name: _quoted(value) for name, value in self.params.items()}
            object.__setattr__(self, "params", quoted)


def _quoted(value: Any) -> Any:
    return _UNKEPT.sub("\ufffd", _SPACES.sub(" ", value)) if isinstance(value, str) else value


Row = tuple[int, list[str] | Problem]
"""The place of a row and its cells, or why it could not be read."""


def cells_of(row: Row) -> list[str]:
    """The cells of a row, none of one that could not be read."""
    return [] if isinstance(row[1], Problem) else row[1]


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
