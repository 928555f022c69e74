"""What a deed changed, row by row, so that it can be put back (circulation rules, section 9).

A row is known by its table and its id. Its state before and after is kept as plain values; before a
row is made and after it is deleted there is none.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final
from uuid import UUID

Values = Mapping[str, Any]
Rows = Mapping[tuple[str, str], Values]

ALWAYS_KEPT: Final[Mapping[str, frozenset[str]]] = {
    "copy": frozenset({"is_on_loan", "on_hold_shelf", "in_transit", "withdrawn_at"}),
    "loan": frozenset({"returned_at"}),
    "transfer": frozenset({"ended_at"}),
}
"""Columns that are compared even where the deed left them alone: later deeds show in them."""

PASSED_OVER: Final = frozenset({"position"})
"""Columns that are no part of what a row depends on: others in the queue come and go."""


@dataclass(frozen=True)
class Change:
    """One row: as it was, and as the deed left it."""

    table: str
    id: str
    before: Values | None
    after: Values | None

    @property
    def kept(self) -> list[Any]:
        """As plain JSON."""
        return [self.table, self.id, self.before, self.after]

    def stands(self, now: Values | None) -> bool:
        """Whether the row is still as the deed left it, ``now`` being what it is by now."""
        if self.after is None or now is None:
            return now is None and self.after is None
        return all(now[name] == said for name, said in self.after.items() if _counts(name))


def plain(value: Any) -> Any:
    """A value of a column as it is kept in JSON, exact to the microsecond."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, str):
        return str(value)  # a choice of an enumeration is a text of another class
    return value


def changes(before: Rows, after: Rows) -> list[Change]:
    """What differs between two looks at the same rows; of a row that stayed, only the columns that
    changed and those that always count.
    """
    found = []
    for key in dict.fromkeys([*before, *after]):
        was, became = before.get(key), after.get(key)
        if was == became:
            continue
        if was is not None and became is not None:
            named = _named(key[0], was, became)
            was = {name: was[name] for name in named}
            became = {name: became[name] for name in named}
        found.append(Change(*key, was, became))
    return found


def remembered(kept: Iterable[Sequence[Any]]) -> list[Change]:
    """The changes that a deed has kept."""
    return [Change(*each) for each in kept]


def depends(change: Change) -> bool:
    """Whether a later deed on this row stands in the way; moving up in a queue does not count."""
    if change.before is None or change.after is None:
        return True
    return any(change.before[name] != said for name, said in change.after.items() if _counts(name))


def _named(table: str, was: Values, became: Values) -> list[str]:
    always = ALWAYS_KEPT.get(table, frozenset())
    return [name for name in became if name in always or was[name] != became[name]]


def _counts(name: str) -> bool:
    return name not in PASSED_OVER
