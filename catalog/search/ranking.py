"""How well a book matches, told from the words of its entry. Pure functions, the same on both
databases.
"""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple
from uuid import UUID

from catalog.domain import titles
from catalog.models.search_entry import LEVEL_BITS
from catalog.search.query import Term
from catalog.search.words import is_unspaced

EXACT, BEGUN, WHOLE, PARTLY, ELSEWHERE = range(5)
_SHOWN: Final = 80
_ARTICLE = re.compile(rf" (?:{'|'.join(sorted(titles.ARTICLES))}) ")


class Hit(NamedTuple):
    """An entry that was met."""

    number: int
    book: UUID | str
    title: str
    contributors: str


class Key(NamedTuple):
    """The place of a hit: the best match, then the most popular, then by title."""

    match: int
    level: int
    title: str
    number: int


def key(hit: Hit, terms: Sequence[Term]) -> Key:
    """The place of ``hit`` among those that were found by ``terms``."""
    title = hit.title.partition("|")[0][:_SHOWN]
    return Key(_match(hit, terms), hit.number >> LEVEL_BITS, title, hit.number)


def _match(hit: Hit, terms: Sequence[Term]) -> int:
    """Exact titles; titles that begin so; titles and names that hold the words in a row, whole, and
    names that hold some of them where the title holds the others; titles that hold the beginnings
    of them all, and names that hold them in a row; the rest.
    """
    words = f" {' '.join(term.words for term in terms)}"
    title, names = hit.title, hit.contributors
    if words in title:
        filed = _ARTICLE.sub(" ", title, count=1) if _ARTICLE.match(title) else title
        for said in (title, filed):
            if said.startswith(f"{words} |"):
                return EXACT
        if f"|{words} |" in title:
            return EXACT
        if title.startswith(f"{words} ") or filed.startswith(f"{words} "):
            return BEGUN
        if f"{words} " in title:
            return WHOLE
    if words in names:
        return WHOLE if f"{words} " in names else PARTLY
    if len(terms) > 1 and _is_by(hit, terms):
        return WHOLE
    return PARTLY if all(_has(title, term) for term in terms) else ELSEWHERE


def _is_by(hit: Hit, terms: Sequence[Term]) -> bool:
    """Whether names hold some of the words and the title holds the others: an author and a work."""
    in_names = [_has(hit.contributors, term) for term in terms]
    return any(in_names) and all(
        named or _has(hit.title, term) for named, term in zip(in_names, terms, strict=True)
    )


def _has(text: str, term: Term) -> bool:
    """Whether a word in ``text`` begins with the term; without spaces, whether it holds the term
    anywhere.
    """
    start = "" if is_unspaced(term.words) else " "
    return f"{start}{term.words}" in text or bool(term.joined and f" {term.joined}" in text)
