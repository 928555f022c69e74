"""Cells of a table: how several things stand in one, and what a spreadsheet does to them."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from catalog.domain.records import limits, roles

_PARTS: Final = re.compile(r"\s*[;|]\s*|\s+/\s+")
_WITH_ROLE: Final = re.compile(r"(.*\S)\s*[(\[]([^()\[\]]{1,80})[)\]]")
_DANGEROUS: Final = re.compile(r"'*[=+\-@\t\r]")
_NUMBER: Final = re.compile(r"-?\d{1,15}")


def written(value: str) -> str:
    """``value`` so that no spreadsheet runs it as a formula (CWE-1236); ``read`` undoes it."""
    if _DANGEROUS.match(value) and not _NUMBER.fullmatch(value):
        return f"'{value}"
    return value


def parts(cell: str) -> list[str]:
    """The things in a cell: one a line, or apart by semicolons, bars or spaced slashes."""
    found = cell.split("\n") if "\n" in cell else _PARTS.split(cell)
    return [said for part in found if (said := limits.line(part))]


def joined(values: Sequence[str]) -> str:
    """A cell from which ``parts`` makes ``values`` again."""
    cell = "; ".join(values)
    return cell if parts(cell) == list(values) else "".join(f"{value}\n" for value in values)


def names(cell: str, role: str, *, commas: bool = False) -> list[tuple[str, str]]:
    """The people in a cell, each with ``role`` or the one behind the name: "Trevisan, Marco
    (Künstler)".

    With ``commas``, commas may part names too: where each part has two words, as in "J.K. Rowling,
    Mary GrandPré"; a single "Surname, Forename" stays one.
    """
    several = parts(cell)
    if commas and "\n" not in cell and len(several) == 1 and several[0][-1] not in ")]":
        several = _by_comma(several[0])
    return [each for part in several for each in _with_role(part, role)]


def _by_comma(said: str) -> list[str]:
    pieces = [piece.strip() for piece in said.split(",")]
    if len(pieces) > 1 and all(" " in piece for piece in pieces):
        return pieces
    return [said]


def _with_role(said: str, role: str) -> list[tuple[str, str]]:
    told = _WITH_ROLE.fullmatch(said)
    if told:
        found = [told[2]] if told[2] in roles.ROLES else list(roles.of_term(told[2]))
        if found:
            return [(limits.line(told[1]), each) for each in found if each != roles.NONE]
    return [(said, role)]


def first(cells: Iterable[str]) -> str:
    """The first that says anything."""
    return next((cell for cell in cells if cell), "")
