"""The books that answer a search, best first."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import reduce
from operator import and_
from typing import Any, Final

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When

from catalog.models import Book, Copy
from catalog.search import query

# Scripts written without spaces, or (Hangul) with spaces as each writer likes: there a word may
# begin anywhere. In order: Thai and Lao, Burmese, Khmer, kana, Han, Hangul, compatibility and
# further Han.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff"
    "\U00020000-\U0003ffff]"
)

COUNTED_TO: Final = 1000
BY_RELEVANCE: Final = ("match", "sort_title", "id")
ORDERS: Final = {
    "": ("sort_title", "id"),
    "title": ("sort_title", "id"),
    "-title": ("-sort_title", "-id"),
    "newest": ("-created_at", "id"),
}


@dataclass(frozen=True)
class Wanted:
    """A search: what was typed and what it was narrowed to. Empty means any."""

    typed: str = ""
    author: str = ""
    subject: str = ""
    language: str = ""
    year_from: int | None = None
    year_to: int | None = None
    branch: str = ""
    copy_type: str = ""
    available: bool = False
    ordering: str = ""
    said: list[query.Term] = field(init=False)
    terms: list[query.Term] = field(init=False)

    def __post_init__(self) -> None:
        said = query.terms(self.typed)
        narrowing = [
            *query.words_in("contributors", self.author),
            *query.words_in("subjects", self.subject),
        ]
        object.__setattr__(self, "said", said)
        object.__setattr__(self, "terms", [*said, *narrowing])

    @property
    def is_beyond_words(self) -> bool:
        """Whether something was typed, but nothing that could be looked for: "?!"."""
        return not self.terms and any(
            said.strip() for said in (self.typed, self.author, self.subject)
        )

    @property
    def order(self) -> tuple[str, ...]:
        """The key to page by: the best match first when words were typed, else as asked."""
        if self.said and not self.ordering:
            return BY_RELEVANCE
        return ORDERS.get(self.ordering, ORDERS[""])

    @property
    def extra(self) -> list[str]:
        """The columns that rows must have, beside their own, to be paged by ``order``."""
        return [name for name in ("match", "sort_title") if name in {*_names(self.order)}]


@dataclass(frozen=True)
class Count:
    """How many books were found: exactly, or "at least" where counting on would take long."""

    number: int
    is_exact: bool


def find(wanted: Wanted) -> QuerySet[Book]:
    """The current books that answer ``wanted``, with ``match`` (0 is best) when words were typed.

    Unordered: page it with ``core.keyset`` by ``wanted.order``.
    """
    books = Book.objects.current()
    if wanted.is_beyond_words:
        return books.none()
    if wanted.terms:
        books = books.filter(_all(wanted.terms))
    found = _narrowed(books, wanted)
    if wanted.order == BY_RELEVANCE:
        found = found.annotate(match=_match(wanted.said))
    return found


def count(found: QuerySet[Book]) -> Count:
    """How many ``found`` holds, counted up to ``COUNTED_TO``."""
    number = found.order_by()[: COUNTED_TO + 1].count()
    return Count(min(number, COUNTED_TO), number <= COUNTED_TO)


def _names(order: tuple[str, ...]) -> list[str]:
    return [key.removeprefix("-") for key in order]


def _all(terms: Iterable[query.Term]) -> Q:
    return reduce(and_, [_has(term, term.column) for term in terms])


def _has(term: query.Term, column: str) -> Q:
    """Books with a word in ``column`` that begins with the term; in scripts without spaces, with
    the term anywhere.
    """
    start = "" if _UNSPACED.search(term.words) else " "
    found = Q(**{f"search_entry__{column}__contains": f"{start}{term.words}"})
    if term.joined:
        found |= Q(**{f"search_entry__{column}__contains": f" {term.joined}"})
    return found


def _match(terms: list[query.Term]) -> Case:
    """Exact titles; titles that begin so; titles and names that hold the words in a row, whole;
    titles that hold the beginnings of them all, and names that hold them in a row; the rest.
    """
    words = " ".join(term.words for term in terms)
    title, names = "search_entry__title", "search_entry__contributors"
    exact = Q(sort_title=words) | Q(**{f"{title}__startswith": f" {words} |"})
    begun = Q(sort_title__startswith=f"{words} ") | Q(**{f"{title}__startswith": f" {words} "})
    whole = Q(**{f"{title}__contains": f" {words} "}) | Q(**{f"{names}__contains": f" {words} "})
    partly = Q(**{f"{names}__contains": f" {words}"})
    return Case(
        When(exact | Q(**{f"{title}__contains": f"| {words} |"}), then=Value(0)),
        When(begun, then=Value(1)),
        When(whole, then=Value(2)),
        When(partly | reduce(and_, [_has(term, "title") for term in terms]), then=Value(3)),
        default=Value(4),
        output_field=IntegerField(),
    )


def _narrowed(books: QuerySet[Book], wanted: Wanted) -> QuerySet[Book]:
    if wanted.language:
        books = books.filter(language=wanted.language)
    if wanted.year_from is not None:
        books = books.filter(year__gte=wanted.year_from)
    if wanted.year_to is not None:
        books = books.filter(year__lte=wanted.year_to)
    where: dict[str, Any] = {}
    if wanted.branch:
        where["branch__code"] = wanted.branch
    if wanted.copy_type:
        where["copy_type__code"] = wanted.copy_type
    if where or wanted.available:
        copies = Copy.objects.free() if wanted.available else Copy.objects.current()
        books = books.filter(Exists(copies.filter(book=OuterRef("pk"), **where)))
    return books
