"""What a search shows."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final, Protocol
from urllib.parse import urlencode
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from catalog.domain import availability
from catalog.models import Book
from catalog.search import engine
from catalog.search.found import Found
from catalog.selectors import records
from catalog.web import facets, shown
from catalog.web.forms import SearchForm
from core import keyset
from core.tables import Cell, Table

PAGE_SIZE: Final = 20
MOST_FOR_VISITORS: Final = 1000
NOT_THE_SEARCH: Final = {"cursor", "list", "format"}
_AT_ONCE: Final = 500
_BY_TITLE: Final = ("sort_title", "id")


class Paged(Protocol):
    """What has pages before and after it."""

    @property
    def next(self) -> str: ...
    @property
    def previous(self) -> str: ...


def wanted(form: SearchForm) -> engine.Wanted:
    """What a valid ``form`` asks for."""
    said = form.cleaned_data
    return engine.Wanted(
        typed=said["q"],
        branch=said["branch"],
        copy_type=said["type"],
        language=said["language"],
        available=said["available"],
        decade=said["decade"],
        heading=said["heading"],
        contributor=said["contributor"],
        ordering=said["ordering"],
    )


def of(request: HttpRequest, form: SearchForm) -> dict[str, Any]:
    """The books that answer a valid ``form``, one page of them, and the ways on."""
    typed = form.cleaned_data["q"]
    found = engine.search(
        wanted(form),
        after=request.GET.get("cursor", ""),
        page_size=PAGE_SIZE,
        with_facets=True,
    )
    query = said(request.GET)
    chosen = facets.chosen(request.path, query, form, found.facets)
    return {
        "books": [shown.row(row) for row in records.these(found.book_ids)],
        "found": found,
        "facets": facets.of(request.path, query, found.facets),
        "chosen": chosen,
        "suggestion": _suggestion(request, found.suggestion),
        "everywhere_url": shown.search_url(typed) if chosen and typed else "",
        "query": urlencode(query),
        "atom_url": f"{reverse('catalog:search_atom')}?{urlencode(query)}",
        "rss_url": f"{reverse('catalog:search_rss')}?{urlencode(query)}",
        **ways(request, found),
    }


def listed(request: HttpRequest, books: QuerySet[Book]) -> dict[str, Any]:
    """One page of ``books`` by title, and the ways on."""
    page = keyset.page(
        records.rows(books, "sort_title"),
        order=_BY_TITLE,
        cursor=request.GET.get("cursor", ""),
        size=PAGE_SIZE,
    )
    return {"books": [shown.row(row) for row in page.rows], **ways(request, page)}


def ways(request: HttpRequest, page: Paged) -> dict[str, str]:
    """The addresses of the pages before and after."""
    return {
        "previous_url": _page_url(request, page.previous),
        "next_url": _page_url(request, page.next),
    }


def said(query: Mapping[str, Any]) -> dict[str, str]:
    """What a query says of the search itself, and not of a page of it."""
    return {name: value for name, value in query.items() if value and name not in NOT_THE_SEARCH}


def _suggestion(request: HttpRequest, typed: str) -> dict[str, str] | None:
    """What was probably meant, and the same search for it."""
    if not typed:
        return None
    return {"typed": typed, "url": f"{request.path}?{urlencode(said(request.GET) | {'q': typed})}"}


def as_table(form: SearchForm, user: User | AnonymousUser) -> Table:
    """The books that answer a valid ``form``, for a file: all of them for those who work here."""
    most = None if user.has_perm("catalog.view_copy") else MOST_FOR_VISITORS
    rows = _rows(islice(engine.all_ids(wanted(form)), most))
    columns = [
        _("Title"), _("Subtitle"), _("Author"), _("Publisher"), _("Year"), _("ISBN"),
        _("Language"), _("Class"), _("Copies"), _("Available"),
    ]  # fmt: skip
    return Table(_("books"), columns, map(_cells, rows))


def _rows(book_ids: Iterator[UUID]) -> Iterator[dict[str, Any]]:
    while some := list(islice(book_ids, _AT_ONCE)):
        yield from records.these(some)


def _cells(record: Mapping[str, Any]) -> Sequence[Cell]:
    book = records.shown(record, with_copies=True)
    there = availability.of(book["holdings"])
    return [
        book["title"], book["subtitle"], book["author"], book["publisher"], book["year"],
        "; ".join(book["isbns"]), book["language"], book["classification"], there.total, there.free,
    ]  # fmt: skip


def _page_url(request: HttpRequest, cursor: str) -> str:
    """The address of another page of the same list."""
    if not cursor:
        return ""
    return f"{request.path}?{urlencode(said(request.GET) | {'cursor': cursor})}"


def only_one(found: Found, form: SearchForm) -> bool:
    """Whether a search for words has found one book and no more."""
    return bool(form.cleaned_data["q"]) and len(found.book_ids) == 1 and found.count.number == 1


def way_to_the_one(found: Found, form: SearchForm) -> str:
    """The page of the one book that was found, which shows the way back to the search."""
    query = urlencode({"found": form.cleaned_data["q"]})
    return f"{reverse('catalog:book', args=[found.book_ids[0]])}?{query}"
