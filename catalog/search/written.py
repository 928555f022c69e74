"""Words of the index as people write them: "Dvořák" for "dvorak"."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from typing import Final
from uuid import UUID

from catalog.models import Book, BookSubject, Contribution
from catalog.search import hits, limits, words
from catalog.search.wanted import Wanted, planned
from core import text

BOOKS_LOOKED_AT: Final = 40
"""The most popular with the word: how they write it is how it is written."""


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
    way = planned(Wanted(typed=word))
    with limits.within(way):
        return hits.popular(way, BOOKS_LOOKED_AT)


def _texts(ids: Collection[UUID]) -> Iterator[tuple[str, bool]]:
    """What these books say of themselves, and whether it is a title."""
    titles = Book.objects.filter(pk__in=ids).values_list("title", "subtitle", "alternative_title")
    for each in titles:
        yield from ((said, True) for said in each if said)
    made = Contribution.objects.filter(book__in=ids)
    about = BookSubject.objects.filter(book__in=ids)
    for rows, column in (
        (made, "contributor__name"),
        (made, "contributor__aliases__name"),
        (about, "subject__heading"),
        (about, "subject__aliases__heading"),
    ):
        yield from ((said, False) for said in rows.values_list(column, flat=True) if said)


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
