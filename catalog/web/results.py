"""What a search shows."""

from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpRequest

from catalog.search import engine
from catalog.selectors import records
from catalog.web import shown
from catalog.web.forms import SearchForm
from core import keyset

PAGE_SIZE: Final = 20


def of(request: HttpRequest, form: SearchForm) -> dict[str, Any]:
    """The books that answer a valid ``form``, one page of them, and the ways on."""
    said = form.cleaned_data
    wanted = engine.Wanted(
        typed=said["q"],
        branch=said["branch"],
        copy_type=said["type"],
        language=said["language"],
        available=said["available"],
        ordering=said["ordering"],
    )
    found = engine.find(wanted)
    page = keyset.page(
        records.rows(found, *wanted.extra),
        order=wanted.order,
        cursor=request.GET.get("cursor", ""),
        size=PAGE_SIZE,
    )
    narrowed = any(said[name] for name in ("branch", "type", "language", "available"))
    return {
        "books": [shown.row(record) for record in page.rows],
        "count": engine.count(found),
        "previous_url": _page_url(request, page.previous),
        "next_url": _page_url(request, page.next),
        "everywhere_url": shown.search_url(said["q"]) if narrowed and said["q"] else "",
    }


def _page_url(request: HttpRequest, cursor: str) -> str:
    """The address of another page of the same search."""
    if not cursor:
        return ""
    said = {name: value for name, value in request.GET.items() if value} | {"cursor": cursor}
    return f"{request.path}?{urlencode(said)}"
