"""Pages of a search whose best match comes first.

The most popular hits are ranked; where there are more, they follow in the order of popularity. A
page far down costs what the first one costs.
"""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from catalog.search import hits, ranking
from catalog.search.hits import Candidates
from catalog.search.plan import Plan
from catalog.search.ranking import Hit, Key
from catalog.search.wanted import Wanted
from core import jsons
from core.keyset import BadCursor


@dataclass(frozen=True)
class Place:
    """Where a page begins: beside a ranked hit, or beside a number beyond them."""

    is_backwards: bool
    key: Key | None
    number: int


@dataclass(frozen=True)
class Ranked:
    """A page of hits, and the cursors of the pages beside it."""

    book_ids: Sequence[UUID]
    next: str
    previous: str
    candidates: Candidates


def page(wanted: Wanted, plan: Plan, *, after: str, size: int) -> Ranked:
    """The ``size`` books at the cursor ``after``. Raises ``BadCursor``."""
    place = _read(after) if after else None
    found = hits.candidates(wanted, plan)
    ranked = sorted((ranking.key(hit, wanted.said), hit) for hit in found.hits)
    if place and place.is_backwards:
        rows = _before(plan, found, ranked, place, size + 1)
        more, rows = len(rows) > size, rows[-size:]
        has_next, has_previous = True, more
    else:
        rows = _after(plan, found, ranked, place, size + 1)
        more, rows = len(rows) > size, rows[:size]
        has_next, has_previous = more, place is not None
    if not rows:
        return Ranked([], "", "", found)
    return Ranked(
        [hits.uuid(hit.book) for _key, hit in rows],
        _write("next", rows[-1]) if has_next else "",
        _write("previous", rows[0]) if has_previous else "",
        found,
    )


_Row = tuple[Key | None, Hit]


def _after(
    plan: Plan,
    found: Candidates,
    ranked: Sequence[tuple[Key, Hit]],
    place: Place | None,
    most: int,
) -> list[_Row]:
    rows: list[_Row] = []
    if place is None:
        rows += ranked[:most]
    elif place.key:
        rows += [row for row in ranked if row[0] > place.key][:most]
    if found.last is None or len(rows) >= most:
        return rows
    start = place.number if place and not place.key else found.last
    others = hits.beyond(plan, max(start, found.last), most - len(rows), but=found.exact)
    return rows + [(None, hit) for hit in others]


def _before(
    plan: Plan,
    found: Candidates,
    ranked: Sequence[tuple[Key, Hit]],
    place: Place,
    most: int,
) -> list[_Row]:
    rows: list[_Row] = [row for row in ranked if not place.key or row[0] < place.key]
    if place.key:
        return rows[-most:]
    if found.last is not None:
        others = hits.before(plan, place.number, found.last, most, but=found.exact)
        rows += [(None, hit) for hit in others]
    return rows[-most:]


def _write(way: str, row: _Row) -> str:
    key, hit = row
    said = [way, *key] if key else [way, hit.number]
    return base64.urlsafe_b64encode(jsons.dumps(said)).decode().rstrip("=")


def _read(cursor: str) -> Place:
    try:
        way, *said = jsons.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, TypeError) as error:
        raise BadCursor from error
    kinds = [type(each) for each in said]
    if way not in ("next", "previous") or kinds not in ([int], [int, int, str, int]):
        raise BadCursor
    number = said[-1]
    if not 0 <= number < 2**62:
        raise BadCursor
    return Place(way == "previous", Key(*said) if len(said) > 1 else None, number)
