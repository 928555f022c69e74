"""Looking for books."""

from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe
from django.views.generic import View

from catalog.models import Book, Branch
from catalog.search import engine
from catalog.selectors import choices, lookup, records
from catalog.web import results, shown
from catalog.web.forms import SearchForm
from core.web import tables
from core.web.fragments import page_or_fragment, wants_fragment

NEW_ONES = 16


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The way in: a search, what is new, and the branches."""
    books = Book.objects.current().order_by(*engine.ORDERS["newest"])
    newest = [shown.row(record) for record in records.rows(books)[:NEW_ONES]]
    search = reverse("catalog:search")
    branches = [
        {"name": branch.name, "url": f"{search}?{urlencode({'branch': branch.code})}"}
        for branch in Branch.objects.open()
    ]
    context = {
        "newest": newest,
        "branches": branches,
        "newest_url": f"{search}?ordering=newest",
        "library_name": settings.LIBRARY_NAME,
    }
    return render(request, "catalog/home.html", context)


class Search(View):
    """Books that answer what was typed. A number that names one book, or words that only one
    answers, lead straight to it.
    """

    def get(self, request: HttpRequest) -> HttpResponseBase:
        form = SearchForm(request.GET, choices=choices.to_narrow_by())
        if tables.wanted(request) and form.is_valid():
            return tables.sent(request, results.as_table(form, request.user))
        straight = not (wants_fragment(request) or {"list", "cursor", "format"} & set(request.GET))
        if straight and (book_id := lookup.book_scanned(request.GET.get("q", "")[:100])):
            return HttpResponseRedirect(reverse("catalog:book", args=[book_id]))
        if not form.is_valid():
            return self._shown({"form": form}, HTTPStatus.UNPROCESSABLE_ENTITY)
        context = {"form": form} | results.of(request, form)
        if straight and results.only_one(context["found"], form):
            return HttpResponseRedirect(results.way_to_the_one(context["found"], form))
        return self._shown(context)

    def _shown(self, context: dict[str, Any], status: int = HTTPStatus.OK) -> HttpResponse:
        context["typed"] = context["form"].cleaned_data.get("q", "")
        return page_or_fragment(self.request, "catalog/search.html", "results", context, status)
