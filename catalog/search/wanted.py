"""A search, as it is asked for."""

from dataclasses import dataclass, field, replace
from typing import Any, Final

from django.db.models import QuerySet

from catalog.models import BookSubject, Contribution, Copy
from catalog.search import clauses, plan, query, vocabulary
from catalog.search.backend import index
from catalog.search.clauses import Clause
from catalog.search.plan import Condition

ORDERS: Final = {
    "": ("sort_title", "id"),
    "title": ("sort_title", "id"),
    "-title": ("-sort_title", "-id"),
    "newest": ("-created_at", "id"),
    "year": ("year", "number"),
    "-year": ("-year", "number"),
    "author": ("author", "number"),
}
RANKED: Final = ("match",)
DECADE: Final = 10


@dataclass(frozen=True)
class Wanted:
    """A search: what was typed and what it was narrowed to. Empty means any.

    ``author`` and ``subject`` hold words; ``contributor`` and ``heading`` are a whole name and a
    whole heading, as facets offer them; ``decade`` is its first year.
    """

    typed: str = ""
    author: str = ""
    subject: str = ""
    language: str = ""
    year_from: int | None = None
    year_to: int | None = None
    branch: str = ""
    copy_type: str = ""
    available: bool = False
    contributor: str = ""
    heading: str = ""
    decade: int | None = None
    ordering: str = ""
    read: query.Read = field(init=False)
    said: list[query.Term] = field(init=False)
    terms: list[query.Term] = field(init=False)

    def __post_init__(self) -> None:
        read = query.read(self.typed)
        narrowing = [
            *query.words_in("contributors", self.author),
            *query.words_in("subjects", self.subject),
        ]
        said = [
            term for term in read.terms if not term.is_excluded and term.column not in clauses.MARKS
        ]
        object.__setattr__(self, "read", read)
        object.__setattr__(self, "said", said)
        object.__setattr__(self, "terms", [*read.terms, *narrowing])

    @property
    def is_beyond_words(self) -> bool:
        """Whether something was typed, but nothing that could be looked for: "?!"."""
        return not (self.terms or self.read.years) and any(
            said.strip() for said in (self.typed, self.author, self.subject)
        )

    @property
    def is_ranked(self) -> bool:
        """Whether the best match comes first: when words were typed and no order was asked for."""
        return bool(self.said) and self.order == RANKED

    @property
    def order(self) -> tuple[str, ...]:
        """The key to page by: the best match first when words were typed, else as asked."""
        if self.said and not self.ordering:
            return RANKED
        return ORDERS.get(self.ordering, ORDERS[""])

    @property
    def years(self) -> list[query.Years]:
        """The years that were typed, and those that it was narrowed to."""
        found = list(self.read.years)
        if self.year_from is not None or self.year_to is not None:
            first = query.EARLIEST if self.year_from is None else self.year_from
            last = query.LATEST if self.year_to is None else self.year_to
            found.append(query.Years(min(first, last), max(first, last)))
        if self.decade is not None:
            found.append(query.Years(self.decade, self.decade + DECADE - 1))
        return found


def planned(
    wanted: Wanted, *, rows: int = plan.MOST_WALKED, step: float | None = None
) -> plan.Plan:
    """By which way ``wanted`` is found. ``step`` is the price of walking past a book where that is
    not the database's own.
    """
    asked = clauses.all_of(term for term in wanted.terms if not term.is_excluded)
    nots = clauses.all_of(term for term in wanted.terms if term.is_excluded)
    conditions = []
    for years in wanted.years:
        marks = clauses.of_years(years)
        if marks and years.is_excluded:
            nots += (marks,)
        elif marks:
            asked += (marks,)
        else:
            conditions.append(_between(years))
    asked += tuple(_narrowed(wanted))
    conditions += _of_rows(wanted)
    if not (asked or nots or conditions):
        return plan.Plan()
    prices = index().PRICES if step is None else replace(index().PRICES, step=step, parts=())
    every = list(dict.fromkeys(asked))
    return plan.of(every, nots, conditions, vocabulary.current(), prices, wanted=rows)


def _between(years: query.Years) -> Condition:
    said = "NOT BETWEEN" if years.is_excluded else "BETWEEN"
    first = max(years.first, query.EARLIEST)
    return Condition(f"e.year {said} %s AND %s", [first, min(years.last, query.LATEST)])


def _narrowed(wanted: Wanted) -> list[Clause]:
    """What was chosen beside the words, as far as the index of words knows it."""
    codes = {"languages": wanted.language, "branches": wanted.branch, "types": wanted.copy_type}
    marks = [query.Term(column, code.lower()) for column, code in codes.items() if code]
    return [
        *clauses.all_of(marks),
        *clauses.exactly("contributors", wanted.contributor),
        *clauses.exactly("subjects", wanted.heading),
    ]


def _of_rows(wanted: Wanted) -> list[Condition]:
    """What only other tables know of a book."""
    found: list[QuerySet[Any]] = []
    if wanted.available:
        where = {"branch__code": wanted.branch, "copy_type__code": wanted.copy_type}
        said = {name: code for name, code in where.items() if code}
        found.append(Copy.objects.free().filter(**said))
    elif wanted.branch and wanted.copy_type:  # one copy that is both
        found.append(
            Copy.objects.current().filter(
                branch__code=wanted.branch, copy_type__code=wanted.copy_type
            )
        )
    if wanted.contributor:
        found.append(Contribution.objects.filter(contributor__name=wanted.contributor))
    if wanted.heading:
        found.append(BookSubject.objects.filter(subject__heading=wanted.heading))
    return [_exists(rows) for rows in found]


def _exists(rows: QuerySet[Any]) -> Condition:
    """That the book of the entry has one of ``rows``."""
    sql, params = rows.order_by().values("book_id").query.sql_with_params()
    alone = index().NO_PULLING_UP
    said = f"EXISTS (SELECT 1 FROM ({sql}) r WHERE r.book_id = e.book_id {alone})"
    return Condition(said, params)
