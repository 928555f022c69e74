"""Whom the rows of a list were about so far."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from members.domain.entries import Entry


class Seen:
    """Whom the rows so far were about: the number of the row, by what tells people apart."""

    def __init__(self) -> None:
        self._rows: dict[str, int] = {}
        self._members: dict[int, UUID] = {}
        self._born: dict[int, date] = {}
        self._guardians: dict[UUID | int, set[UUID | int]] = {}

    def copy(self) -> "Seen":
        """The same, to be tried on."""
        made = Seen()
        made._rows, made._members = dict(self._rows), dict(self._members)
        made._born = dict(self._born)
        made._guardians = {child: set(each) for child, each in self._guardians.items()}
        return made

    def become(self, other: "Seen") -> None:
        """Take over what was tried."""
        self._rows, self._members = other._rows, other._members
        self._born, self._guardians = other._born, other._guardians

    def row(self, entry: Entry, member_id: UUID | None) -> int | None:
        """The earlier row about the same person."""
        keys = [*entry.keys, *([f"member:{member_id}"] if member_id else [])]
        return next((self._rows[key] for key in keys if key in self._rows), None)

    def add(self, entry: Entry, member_id: UUID | None) -> None:
        """Know whom a row was about."""
        if member_id:
            self._members[entry.number] = member_id
        if "born_on" in entry.said:
            self._born[entry.number] = entry.said["born_on"]
        for key in [*entry.traces, *([f"member:{member_id}"] if member_id else [])]:
            self._rows.setdefault(key, entry.number)

    def by_card(self, card: str) -> int | None:
        """The row about the person with this card."""
        return self._rows.get(f"card_number:{card}")

    def born_on(self, row: int) -> date | None:
        """The birthday that a row says."""
        return self._born.get(row)

    def tie(self, child: UUID | int, guardian: UUID | int) -> None:
        """Know who is to look after whom: members, or the numbers of the rows that bring them."""
        self._guardians.setdefault(child, set()).add(guardian)

    def guardians(self, child: UUID | int) -> Collection[UUID | int]:
        """Who is to look after a member, or whom a row brings, as the rows so far say."""
        return self._guardians.get(child, ())

    def member(self, row: int) -> UUID | None:
        """Whom a row was about, if they are in the library."""
        return self._members.get(row)
