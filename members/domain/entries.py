"""A row of a list of people as the library would note it, or why it cannot."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from accounts.domain import addresses
from core import barcodes, grids, text
from core.grids import Problem
from core.grids.days import day
from members.domain import cards, names, terms

LENGTHS: Final = {"name": 200, "phone": 40, "group": 60, "email": 254, "category": 100}
CUT: Final = {"address": 500, "note": 500}
"""Letters of what may be shortened without harm."""
OLDEST: Final = date(1880, 1, 1)
_TELLING: Final = frozenset({"name", "given_name", "family_name", "email", "card_number"})
"""What tells people apart: of what could not be read there, nothing is made."""
_ROUNDED: Final = re.compile(r"\d(?:[.,]\d+)?E\+?\d{1,2}")
_LINES: Final = frozenset({"address"})


@dataclass(frozen=True)
class Entry:
    """What a row says of a person, by field, in the form in which it is kept: ``said`` holds
    nothing that the row does not say. ``number`` counts the rows behind the header, ``place`` is
    where the row stands in the file. A fatal one of ``problems`` refuses it.
    """

    number: int
    place: int
    said: Mapping[str, Any] = field(default_factory=dict)
    problems: Sequence[Problem] = ()

    @property
    def name(self) -> str:
        """Who it is, as far as the row says so."""
        return str(self.said.get("name", ""))

    @property
    def refusal(self) -> Problem | None:
        """Why nothing can be made of it."""
        return next((each for each in self.problems if each.fatal), None)

    @property
    def is_certain(self) -> bool:
        """Whether the row says enough to tell the person from others of the same name."""
        return bool({"card_number", "email", "born_on"} & self.said.keys())

    @property
    def keys(self) -> Iterator[str]:
        """What tells the person from others: two rows that share a key are of one person. Name and
        birthday are asked only where there is neither card nor address.
        """
        for key in ("card_number", "email"):
            if self.said.get(key):
                yield f"{key}:{self.said[key]}"
        if not self.said.get("card_number") and not self.said.get("email"):
            yield f"name:{text.folded(self.name)}:{self.said.get('born_on', '')}"

    @property
    def traces(self) -> Iterator[str]:
        """What later rows may be about the same person by: the keys, and name and birthday also
        where there is a card or an address.
        """
        yield from self.keys
        if self.name:
            yield f"name:{text.folded(self.name)}:{self.said.get('born_on', '')}"
            yield f"name:{text.folded(self.name)}:"


def entry(number: int, row: grids.Row, mapping: Sequence[str], today: date) -> Entry:
    """The entry of a row whose columns are as ``mapping`` says (``column_names.FIELDS``)."""
    place, cells = row
    if isinstance(cells, Problem):
        return Entry(number, place, {}, [cells])
    told: dict[str, str] = {}
    for name, cell in zip(mapping, cells, strict=False):
        value = _tidied(name, grids.read(cell)) if name else ""
        if value and name not in told:
            told[name] = value
    problems: list[Problem] = []
    said = _named(told)
    if not said.get("name"):
        problems.append(Problem("no_name", fatal=True))
    said = {name: _checked(name, value, today, problems) for name, value in said.items()}
    marred = {name for name, value in told.items() if "\ufffd" in value}
    if marred:
        problems.append(Problem("bad_bytes", fatal=bool(marred & _TELLING)))
    return Entry(number, place, {k: v for k, v in said.items() if v}, problems)


def _tidied(name: str, cell: str) -> str:
    if name in _LINES:
        lines = (text.one_line(line) for line in cell.splitlines())
        return "\n".join(filter(None, lines))
    return text.one_line(cell)


def _named(told: Mapping[str, str]) -> dict[str, Any]:
    said: dict[str, Any] = {k: v for k, v in told.items() if not k.endswith("_name")}
    parts = [told[part] for part in ("given_name", "family_name") if part in told]
    if "name" not in said and parts:
        said["name"] = " ".join(parts)
    return said


def _checked(name: str, value: str, today: date, problems: list[Problem]) -> Any:
    """``value`` as it is kept; nothing, and a problem, where it cannot be."""
    if any(not char.isprintable() and char != "\n" for char in value):
        problems.append(Problem("unprintable", {"field": name}, fatal=True))
        return None
    if name == "name" and names.has_address(value):
        problems.append(Problem("address_in_name", fatal=True))
        return value
    if name in {"born_on", "expires_on"}:
        return _day(name, value, today, problems)
    if name in {"card_number", "guardian_card"}:
        return _card(value, problems)
    if name == "email":
        return _email(value, problems)
    if len(value) > LENGTHS.get(name, len(value)):
        problems.append(Problem("too_long", {"field": name, "most": LENGTHS[name]}, fatal=True))
        return None
    if len(value) > CUT.get(name, len(value)):
        problems.append(Problem("cut", {"field": name, "most": CUT[name]}))
        return value[: CUT[name]].rstrip()
    return value


def _day(name: str, value: str, today: date, problems: list[Problem]) -> date | None:
    found = day(value)
    if found is None:
        problems.append(Problem("bad_day", {"field": name, "said": value[:40]}, fatal=True))
    elif name == "born_on" and not OLDEST <= found <= today:
        problems.append(Problem("born_when", {"said": value[:40]}, fatal=True))
        return None
    elif name == "expires_on" and found > terms.latest(today):
        problems.append(Problem("ends_too_late", {"said": value[:40]}, fatal=True))
        return None
    return found


def _card(value: str, problems: list[Problem]) -> str | None:
    """As ``services.cards.checked`` has it. A number that a spreadsheet has rounded ("2.0001E+13")
    is never guessed.
    """
    card = barcodes.normal(value)
    is_rounded = _ROUNDED.fullmatch(card) is not None
    if cards.is_one(card) and not is_rounded:
        return card
    code = "card_rounded" if is_rounded else "bad_card"
    problems.append(Problem(code, {"said": value[:40]}, fatal=True))
    return None


def _email(value: str, problems: list[Problem]) -> str | None:
    """As far as it can be told without asking the model of accounts, which has the last word."""
    address = addresses.normal(value)
    before, at, behind = address.rpartition("@")
    is_one = at and before and "." in behind.strip(".") and not set(address) & set(' ,;<>()"')
    if is_one and len(address) <= LENGTHS["email"] and "@" not in before:
        return address
    problems.append(Problem("bad_email", {"said": value[:60]}, fatal=True))
    return None
