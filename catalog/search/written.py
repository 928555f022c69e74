"""Words of the index as people write them: "Dvořák" for "dvorak"."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from typing import Final
from uuid import UUID

from catalog.models import Book
from catalog.models.headings import CONTRIBUTORS, SUBJECTS, Kind
from catalog.search import hits, words
from catalog.search.clauses import Clause, Row
from catalog.search.plan import Plan
from core import text
from core.compiled import Query

BOOKS_LOOKED_AT: Final = 20
"""Some with the word: how they write it is how it is written."""


def _headings(kind: Kind, column: str) -> Query:
    return Query(
        lambda ids: kind.links.filter(book__id__among=ids).order_by().values(column), list[UUID]
    )


_TITLES: Final = Query(
    lambda ids: (
        Book.objects.filter(pk__among=ids)
        .order_by()
        .values("title", "subtitle", "alternative_title")
    ),
    list[UUID],
)
_HEADINGS: Final = [
    _headings(kind, f"{kind.word}__{of}{kind.column}")
    for kind in (CONTRIBUTORS, SUBJECTS)
    for of in ("", "aliases__")
]


def forms(folded: Collection[str]) -> dict[str, str]:
    """How the catalogue mostly writes each of these words, where any of its titles, names or
    headings has it.

    One statement for each word and five for all. The first word of a title is written large
    whatever it is: it counts only where the word stands nowhere else.
    """
    met: dict[str, Counter[str]] = {word: Counter() for word in folded}
    first: dict[str, Counter[str]] = {word: Counter() for word in folded}
    ids = {book for word in folded for book in _books_with(word)}
    for said, is_title in _texts(ids):
        for place, (word, written) in enumerate(_written(said)):
            if word in met:
                (first if is_title and place == 0 else met)[word][written] += 1
    found = {word: met[word] or first[word] for word in folded}
    return {word: _most_common(counted) for word, counted in found.items() if counted}


def _books_with(word: str) -> list[UUID]:
    return hits.some(Plan(leads=(Clause((Row((word,)),)),)), BOOKS_LOOKED_AT)


def _texts(ids: Collection[UUID]) -> Iterator[tuple[str, bool]]:
    """What these books say of themselves, and whether it is a title."""
    for row in _TITLES.rows(ids):
        yield from ((said, True) for said in row if said)
    for query in _HEADINGS:
        yield from ((said, False) for (said,) in query.rows(ids) if said)


def _written(said: str) -> Iterable[tuple[str, str]]:
    """The words of ``said``, folded and as written; those with a joint whole too: "O'Brien"."""
    for written in words.JOINTED_OR_PLAIN.findall(said):
        parts = words.JOINT.split(written)
        yield text.folded(parts[0]), parts[0]
        if len(parts) > 1:
            yield from ((text.folded(part), part) for part in parts[1:])
            yield text.folded("".join(parts)), written


def _most_common(counted: Counter[str]) -> str:
    """The form that is met most; of two that are met alike, the one with more small letters."""
    return min(counted, key=lambda form: (-counted[form], sum(map(str.isupper, form)), form))
