"""Whom the rows of a list were about so far."""

from uuid import UUID

from members.domain.entries import Entry


class Seen:
    """Whom the rows so far were about: the number of the row, by what tells people apart."""

    def __init__(self) -> None:
        self._rows: dict[str, int] = {}
        self._members: dict[int, UUID] = {}

    def copy(self) -> "Seen":
        """The same, to be tried on."""
        made = Seen()
        made._rows, made._members = dict(self._rows), dict(self._members)
        return made

    def become(self, other: "Seen") -> None:
        """Take over what was tried."""
        self._rows, self._members = other._rows, other._members

    def row(self, entry: Entry, member_id: UUID | None) -> int | None:
        """The earlier row about the same person."""
        keys = [*entry.keys, *([f"member:{member_id}"] if member_id else [])]
        return next((self._rows[key] for key in keys if key in self._rows), None)

    def add(self, entry: Entry, member_id: UUID | None) -> None:
        """Know whom a row was about."""
        if member_id:
            self._members[entry.number] = member_id
        for key in [*entry.traces, *([f"member:{member_id}"] if member_id else [])]:
            self._rows.setdefault(key, entry.number)

    def by_card(self, card: str) -> int | None:
        """The row about the person with this card."""
        return self._rows.get(f"card_number:{card}")

    def member(self, row: int) -> UUID | None:
        """Whom a row was about, if they are in the library."""
        return self._members.get(row)
