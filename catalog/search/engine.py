"""The books that answer a search, best first."""

import re
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When

from catalog.models import Book, Copy
from catalog.search import query
from core import text

# Scripts written without spaces: there a word may begin anywhere.
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u0e00-\u0eff\u1000-\u109f]")

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
    terms: list[query.Term] = field(init=False)

    def __post_init__(self) -> None:
        narrowed = query.terms(self.typed)
        for column, words in (("contributors", self.author), ("subjects", self.subject)):
            narrowed += [query.Term(column, word) for word in text.folded(words).split()]
        object.__setattr__(self, "terms", narrowed)

    @property
    def order(self) -> tuple[str, ...]:
        """The key to page by: the best match first when words were typed, else as asked."""
        if self.terms and self.typed and not self.ordering:
            return BY_RELEVANCE
        return ORDERS.get(self.ordering, ORDERS[""])


def find(wanted: Wanted) -> QuerySet[Book]:
    """The current books that answer ``wanted``, with ``match`` (0 is best) when words were typed.

    Unordered: page it with ``core.keyset`` by ``wanted.order``.
    """
    books = Book.objects.current()
    for term in wanted.terms:
        books = books.filter(_has(term))
    books = _narrowed(books, wanted)
    if wanted.order == BY_RELEVANCE:
        books = books.annotate(match=_match(text.folded(wanted.typed)))
    return books


def _has(term: query.Term) -> Q:
    start = "" if _UNSPACED.search(term.words) else " "
    return Q(**{f"search_entry__{term.column}__contains": f"{start}{term.words}"})


def _match(words: str) -> Case:
    """Exact title, then titles that begin so, then titles or names that hold the words, then the
    rest.
    """
    title = "search_entry__title"
    return Case(
        When(Q(sort_title=words) | Q(**{title: f" {words} "}), then=Value(0)),
        When(Q(**{f"{title}__startswith": f" {words}"}), then=Value(1)),
        When(Q(**{f"{title}__contains": f" {words}"}), then=Value(2)),
        When(search_entry__contributors__contains=f" {words}", then=Value(2)),
        default=Value(3),
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
