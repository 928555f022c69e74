"""By which way a search goes, so that no search is slow.

What is rare is looked up in the index of words and what it finds is looked at. What is common is
met on a walk from the most popular book down, which ends at the first few hundred hits. The
vocabulary says which of the two is shorter.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from catalog.search.clauses import Clause
from catalog.search.vocabulary import Vocabulary

MOST_HITS: Final = 1001
"""One more than is counted."""
MOST_RANKED: Final = 300
"""Hits that are ranked, the most popular; the others are only counted."""
MOST_WALKED: Final = 300
"""Hits at which a walk ends."""
MOST_STEPS: Final = 12_000
"""Entries after which a walk ends, however few hits it met."""
FEWEST: Final = 40
"""Hits to be met among the most popular books; where there are fewer, all are looked up."""
SURE_OF_MANY: Final = 5000
"""Where so many are expected, "1,000 and more" is said without counting."""


ENOUGH: Final = 120
"""Hits that are expected in the most popular part of the catalogue, where it is looked into
first."""


@dataclass(frozen=True)
class Prices:
    """Microseconds that a database takes, about: for a posting read, for one of a beginning, for a
    row looked at, for one walked past. ``parts`` are the shares of the catalogue, the most popular
    first, that it can look into alone.
    """

    posting: float
    beginning: float
    row: float
    step: float
    parts: tuple[int, ...] = ()
    number: float = 0.0


@dataclass(frozen=True)
class Condition:
    """A piece of SQL on the entry ``e``, with its parameters."""

    sql: str
    params: Sequence[Any] = ()


@dataclass(frozen=True)
class Plan:
    """What must hold of an entry: ``leads`` are looked up, ``checks`` are asked of each row, of
    ``nots`` none may hold.
    """

    leads: tuple[Clause, ...] = ()
    checks: tuple[Clause, ...] = ()
    nots: tuple[Clause, ...] = ()
    conditions: tuple[Condition, ...] = field(default=())
    expected: float = 0.0
    """About how many books it finds."""
    shortest: tuple[Clause, ...] = ()
    """Those to be looked up where it must be over all books."""
    part: int = 1
    """Look into one in so many books, the most popular."""

    @property
    def walks(self) -> bool:
        """Whether nothing is looked up."""
        return not self.leads

    @property
    def whole(self) -> "Plan":
        """The same by looking up, over all books."""
        rest = tuple(clause for clause in self.clauses if clause not in self.shortest)
        return replace(self, leads=self.shortest, checks=rest, part=1)

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """All that must be said in the book."""
        return (*self.leads, *self.checks)


def of(
    clauses: Sequence[Clause],
    nots: Sequence[Clause],
    conditions: Sequence[Condition],
    vocabulary: Vocabulary,
    prices: Prices,
    *,
    wanted: int = MOST_WALKED,
) -> Plan:
    """The shortest way to the first ``wanted`` hits."""
    everything = max(vocabulary.books, 1)
    counted = sorted(((clause.books(vocabulary), clause) for clause in clauses), key=lambda c: c[0])
    expected = float(everything)
    for books, _clause in counted:
        expected *= books / everything
    part = 1 if conditions else _part(expected, everything, prices)
    several = range(1, len(counted) + 1)
    look_ups = [(_look_up(counted[:taken], everything, part, prices), taken) for taken in several]
    over_all = [(_look_up(counted[:taken], everything, 1, prices), taken) for taken in several]
    walk = (_walk(expected, everything, wanted, prices.step), 0)
    _price, shortest = min(over_all, default=walk)
    _price, taken = min([walk, *look_ups])
    found = tuple(clause for _books, clause in counted)
    return Plan(
        found[:taken],
        found[taken:],
        tuple(nots),
        tuple(conditions),
        expected,
        found[:shortest],
        part,
    )


def _part(expected: float, everything: int, prices: Prices) -> int:
    """The part of the catalogue in which enough hits are met soonest."""
    if expected < 2 * MOST_HITS:
        return 1
    smallest = max((part for part in prices.parts if expected / part >= ENOUGH), default=1)
    is_dear = everything / smallest * prices.number > expected * (1 - 1 / smallest) * prices.row
    return 1 if is_dear else smallest


def _walk(expected: float, everything: int, wanted: int, step: float) -> float:
    if expected < SURE_OF_MANY:
        return float("inf")
    return min(everything, wanted * everything / max(expected, 1.0)) * step


def _look_up(
    leads: Sequence[tuple[int, Clause]], everything: int, part: int, prices: Prices
) -> float:
    found, price = float(everything), 0.0
    for books, clause in leads:
        found *= books / everything
        begins = any(row.begins for row in clause.rows)
        price += books * (prices.beginning if begins else prices.posting)
    if part > 1:
        price += everything / part * prices.number
    return price + found / part * prices.row
