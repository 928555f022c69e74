"""Looking for books."""

from http import HTTPStatus
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe
from django.views.generic import View

from catalog.models import Book, Branch
from catalog.search import engine
from catalog.selectors import choices, lookup, records
from catalog.web import results, shown
from catalog.web.forms import SearchForm
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
    """Books that answer what was typed. A number that names one book leads straight to it."""

    def get(self, request: HttpRequest) -> HttpResponse:
        typed = request.GET.get("q", "")
        found = None if wants_fragment(request) else lookup.book_scanned(typed[:100])
        if found:
            return HttpResponseRedirect(reverse("catalog:book", args=[found]))
        form = SearchForm(request.GET, choices=choices.to_narrow_by())
        valid = form.is_valid()
        context = {"form": form, "typed": form.cleaned_data.get("q", "")}
        if valid:
            context |= results.of(request, form)
        status = HTTPStatus.OK if valid else HTTPStatus.UNPROCESSABLE_ENTITY
        return page_or_fragment(request, "catalog/search.html", "results", context, status)
