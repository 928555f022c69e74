"""The books that answer a search: bounded work, however common the words and however large the
catalogue.
"""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple
from uuid import UUID

from django.db.models import Q

from catalog.models import Book
from catalog.search import facets, hits, limits, listed, plan, present, ranked, spelling, vocabulary
from catalog.search.found import Choice, Count, Facet, Found
from catalog.search.wanted import ORDERS, Wanted, planned

__all__ = ["ORDERS", "Choice", "Count", "Facet", "Found", "Wanted", "all_ids", "search"]

COUNTED_TO: Final = 1000
MOST_SAMPLED: Final = 400
"""Books that facets are counted over: the most popular."""


class Sample(NamedTuple):
    """Books that facets are counted over; ``is_part`` says that there are others."""

    book_ids: Sequence[UUID]
    is_part: bool


class Divided(NamedTuple):
    """Facets, and whether they were counted over a part of the books."""

    facets: Sequence[Facet] = ()
    is_sampled: bool = False


def search(
    wanted: Wanted,
    *,
    after: str = "",
    page_size: int = 20,
    with_facets: bool = False,
    with_count: bool = True,
) -> Found:
    """The page of ``wanted`` at the cursor ``after``: the first where it is empty.

    One statement where words were typed and two elsewhere, one more beyond the first thousand, and
    one more for facets and two for each choice that was made there, one for each name or heading
    that was chosen, and those of a suggestion where nothing was found. Raises ``BadCursor`` and
    ``SearchTooLong``.
    """
    if wanted.is_beyond_words:
        return Found(ignored=wanted.read.ignored)
    wanted = present.of(wanted)
    if wanted.is_ranked:
        return _ranked(wanted, after, page_size, with_facets)
    return _listed(wanted, after, page_size, with_facets, with_count)


def all_ids(wanted: Wanted) -> Iterator[UUID]:
    """The ids of all books that answer, in their order, page by page: for exports and feeds."""
    after = ""
    while True:
        found = search(wanted, after=after, page_size=1000, with_count=False)
        yield from found.book_ids
        after = found.next
        if not after:
            return


def _ranked(wanted: Wanted, after: str, size: int, with_facets: bool) -> Found:
    way = planned(wanted)
    with limits.within(way):
        page = ranked.page(wanted, way, after=after, size=size)
    found = page.candidates
    divided = _divided(wanted, _popular(found)) if with_facets else Divided()
    return Found(
        page.book_ids,
        page.next,
        page.previous,
        _count(found.count, is_all=found.is_counted),
        divided.facets,
        is_sampled=divided.is_sampled,
        suggestion="" if found.hits else spelling.suggestion(wanted.typed),
        ignored=wanted.read.ignored,
    )


def _listed(wanted: Wanted, after: str, size: int, with_facets: bool, with_count: bool) -> Found:
    way = planned(wanted, rows=size + 1, step=listed.STEP)
    with limits.within(way):
        page = listed.page(wanted, way, after=after, size=size)
        count = _counted(way) if with_count else Count(0, is_exact=False)
    divided = _divided(wanted, _sample(wanted)) if with_facets else Divided()
    return Found(
        [row.get("book_id") or row["id"] for row in page.rows],
        page.next,
        page.previous,
        count,
        divided.facets,
        is_sampled=divided.is_sampled,
        ignored=wanted.read.ignored,
        versions={row["id"]: row["version"] for row in page.rows if "version" in row},
    )


def _divided(wanted: Wanted, found: Sample) -> Divided:
    """How the books of ``found`` divide; the choices of a side on which one was made, over what is
    found without it.
    """
    if not found.book_ids:
        return Divided()
    others = {side: _sample(asked) for side, asked in facets.without(wanted).items()}
    return Divided(
        facets.of(found.book_ids, wanted, {side: each.book_ids for side, each in others.items()}),
        any(each.is_part for each in (found, *others.values())),
    )


def _sample(wanted: Wanted) -> Sample:
    """The most popular of the books that answer."""
    way = planned(wanted)
    with limits.within(way):
        if wanted.is_ranked:
            return _popular(hits.candidates(wanted, way))
        ids = hits.popular(way, MOST_SAMPLED + 1)
        return Sample(ids[:MOST_SAMPLED], len(ids) > MOST_SAMPLED)


def _popular(found: hits.Candidates) -> Sample:
    ids = [hits.uuid(hit.book) for hit in found.hits[:MOST_SAMPLED]]
    return Sample(ids, found.last is not None or len(found.hits) > MOST_SAMPLED)


def _counted(way: plan.Plan) -> Count:
    if not (way.clauses or way.nots or way.conditions):
        found = Book.objects.filter(Q(withdrawn_at=None)).order_by()[: COUNTED_TO + 1].count()
        return _count(found, is_all=found <= COUNTED_TO)
    if way.expected > plan.SURE_OF_MANY and not way.conditions and vocabulary.current().books:
        return Count(COUNTED_TO, is_exact=False)
    found = hits.count(way, COUNTED_TO + 1)
    return _count(found, is_all=found <= COUNTED_TO)


def _count(found: int, *, is_all: bool) -> Count:
    """``found`` hits; where there are more than were met, more than are counted are expected."""
    exact = is_all and found <= COUNTED_TO
    return Count(found if exact else COUNTED_TO, is_exact=exact)
