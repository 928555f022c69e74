"""The files of imports, and what stands in them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import zip_longest
from typing import Any, BinaryIO, Final, cast

from django.conf import settings
from django.core.files.storage import default_storage

from core import filing, grids
from core.grids import sheets, text
from members import errors
from members.domain import column_names, entries
from members.domain.entries import Entry
from members.models import MemberImport
from members.services.imports import wording

FOLDER: Final = "member_imports"
TURNS: Final = 4
"""How often a file with guardians is gone through: who looks after somebody who looks after
somebody, and so on; where it goes on for longer, the order of the rows counts.
"""


def keep(parts: Iterable[bytes], *, is_upload: bool) -> tuple[filing.Kept, str]:
    """Keep a file, and say what kind of table it is: ``csv`` or ``xlsx``. Raises
    ``ImportTooLarge``, ``ImportUnreadable``; then nothing is kept.
    """
    most = settings.MAX_IMPORT_BYTES if is_upload else None
    try:
        kept = filing.keep(parts, FOLDER, most=most)
    except filing.TooLarge as error:
        raise errors.ImportTooLarge(most=settings.MAX_IMPORT_BYTES // 1024 // 1024) from error
    try:
        return kept, grids.sniff(kept.head)
    except grids.Unreadable as error:
        filing.remove(kept.name)
        raise _unreadable(error) from error


def header(file: str, form: str) -> tuple[Sequence[str], Sequence[Sequence[str]]]:
    """The names of the columns of a file that was kept, and its first rows. Raises
    ``ImportUnreadable``.
    """
    try:
        with default_storage.open(file) as opened:
            grid = _grid(cast(BinaryIO, opened), form)
            return grid.header, grid.samples
    except grids.Unreadable as error:
        raise _unreadable(error) from error


def left_out(file: str, form: str, columns: Sequence[str]) -> list[str]:
    """The names of the columns of a file that was kept which are not read. Raises
    ``ImportUnreadable``.
    """
    names, _samples = header(file, form)
    return [name for name, field in zip_longest(names, columns) if name and not field]


def read(batch: MemberImport, today: date) -> Iterator[Entry]:
    """The rows of a file, from the first. Raises ``core.grids.Unreadable``."""
    with default_storage.open(batch.file) as opened:
        rows = _grid(cast(BinaryIO, opened), batch.format).rows
        for number, row in enumerate(rows, 1):
            yield entries.entry(number, row, batch.columns, today)


def in_turn(batch: MemberImport, today: date) -> Iterator[Entry]:
    """The same rows, but who looks after somebody before those, wherever they stand. Raises
    ``core.grids.Unreadable``.
    """
    if "guardian_card" not in batch.columns:
        yield from read(batch, today)
        return
    named: dict[str, str] = {}
    for each in read(batch, today):
        if "card_number" in each.said:
            named.setdefault(each.said["card_number"], each.said.get("guardian_card", ""))
    turns = {0}
    for turn in range(TURNS):
        if turn not in turns:
            continue
        for each in read(batch, today):
            its_turn = _turn_of(each, named)
            turns.add(its_turn)
            if its_turn == turn:
                yield each


def _turn_of(entry: Entry, named: Mapping[str, str]) -> int:
    """When a row is dealt with. All with one card together, as the first of them: which of them
    comes first is left to the order of the file.
    """
    guardian = entry.said.get("guardian_card", "")
    return _turn(named.get(entry.said.get("card_number", ""), guardian), named)


def _turn(guardian: str, named: Mapping[str, str]) -> int:
    """After how many others the row with this ``guardian`` can be dealt with."""
    turn = 0
    while guardian and turn < TURNS - 1:
        guardian, turn = named.get(guardian, ""), turn + 1
    return turn


def cards(batch: MemberImport, today: date) -> frozenset[str]:
    """Every card number that a file names. Raises ``core.grids.Unreadable``."""
    said = (entry.said.get("card_number") for entry in read(batch, today))
    return frozenset(card for card in said if card)


def _grid(file: BinaryIO, form: str) -> grids.Grid:
    opened: Any = sheets.opened if form == "xlsx" else text.opened
    grid: grids.Grid = opened(file, _header_row)
    return grid


def _header_row(rows: Sequence[Sequence[str]]) -> int:
    return grids.header_row(rows, column_names.RANKED)


def _unreadable(error: grids.Unreadable) -> errors.ImportUnreadable:
    problem = error.problem
    return errors.ImportUnreadable(reason=wording.reason(problem.code, problem.params))
