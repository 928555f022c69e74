"""The list of copies: narrowed, chosen from, and as a file."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views import View

from catalog.selectors import copies
from catalog.web import copies_forms, copies_rows
from core import keyset
from core import tables as core_tables
from core.tables import Table
from core.web import tables
from core.web.fragments import page_or_fragment
from core.web.views import StaffPage

PAGE_SIZE = 50


class Copies(StaffPage, View):
    """Copies in the order of the shelves."""

    permission_required = "catalog.view_copy"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """A page of the list, or all of it as a file; no copies where a filter cannot be read."""
        form = copies_forms.CopiesFilter(request.GET)
        if not form.is_valid():
            return self.shown(form, {}, HTTPStatus.UNPROCESSABLE_ENTITY)
        found = copies.with_details(copies.find(form.wanted))
        if tables.wanted(request):
            rows: Iterator[Any] = core_tables.by_key(found, order=copies.ORDER)
            cells = map(copies_rows.cells, rows)
            return tables.sent(request, Table(_("copies"), copies_rows.columns(), cells))
        return self.shown(form, page_of(request, found))

    def shown(
        self,
        form: copies_forms.CopiesFilter,
        page: dict[str, Any],
        status: HTTPStatus = HTTPStatus.OK,
    ) -> HttpResponse:
        """The filters, and a page of what they leave."""
        context = {"form": form, **page}
        return page_or_fragment(self.request, "catalog/copies.html", "results", context, status)


def page_of(request: HttpRequest, found: Any) -> dict[str, Any]:
    """A page of the copies in ``found``, and the ways on."""
    cursor = request.GET.get("cursor", "")
    page = keyset.page(found, order=copies.ORDER, cursor=cursor, size=PAGE_SIZE)
    said = {name: value for name, value in request.GET.dict().items() if value}
    said.pop("cursor", None)
    return {
        "rows": [copies_rows.row(copy) for copy in page.rows],
        "said": said.items(),
        "next_url": _url(request, said, page.next),
        "previous_url": _url(request, said, page.previous),
        "deeds": copies_rows.deeds(request.user),
    }


def _url(request: HttpRequest, said: dict[str, str], cursor: str) -> str:
    return f"{request.path}?{urlencode(said | {'cursor': cursor})}" if cursor else ""
