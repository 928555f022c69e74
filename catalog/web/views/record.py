"""A book's record: what became of it, as MARC, and as something to cite."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

from catalog import errors
from catalog.domain import citation_files, marc_lines
from catalog.domain.citations import Cited
from catalog.models import Book
from catalog.selectors import citing, history, merged, records
from catalog.selectors import marc as marc_records
from catalog.web import merging, shown
from core import keyset
from core.web.views import StaffPage


class History(StaffPage, TemplateView):
    """Who changed what of a record, the newest first."""

    permission_required = "catalog.view_copy"
    template_name = "catalog/history.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """One page of the deeds."""
        book_id: UUID = self.kwargs["book_id"]
        page = keyset.page(
            history.of(book_id), order=history.ORDER, cursor=self.request.GET.get("cursor", "")
        )
        said = {
            "book": _book(book_id),
            "events": [shown.event(each) for each in history.told(page.rows)],
            "previous_url": f"?cursor={page.previous}" if page.previous else "",
            "merges": self._merges(book_id),
            "next_url": f"?cursor={page.next}" if page.next else "",
        }
        return super().get_context_data(**context, **said)

    def _merges(self, book_id: UUID) -> list[dict[str, Any]]:
        """What was merged into it, for those who may undo that."""
        may = self.request.user.has_perm("catalog.change_book")
        return [merging.merge_row(each) for each in merged.into(book_id)] if may else []


@require_safe
def marc(request: HttpRequest, book_id: UUID) -> HttpResponse:
    """The record as librarians exchange it, field by field."""
    book = _book(book_id)
    record = marc_records.of(book)
    context = {"book": book, **marc_lines.shown(record.binary), "is_source": record.is_source}
    return render(request, "catalog/marc.html", context)


@require_safe
def marc_file(request: HttpRequest, book_id: UUID) -> HttpResponse:
    """The record as a file in ISO 2709."""
    record = marc_records.of(_book(book_id))
    return _file(record.binary, "application/marc", f"{book_id}.mrc")


@require_safe
def bibtex(request: HttpRequest, book_id: UUID) -> HttpResponse:
    """The citation as BibTeX."""
    said = citation_files.bibtex(_cited(book_id))
    return _file(said.encode(), "application/x-bibtex; charset=utf-8", f"{book_id}.bib")


@require_safe
def ris(request: HttpRequest, book_id: UUID) -> HttpResponse:
    """The citation as RIS."""
    said = citation_files.ris(_cited(book_id))
    kind = "application/x-research-info-systems; charset=utf-8"
    return _file(said.encode(), kind, f"{book_id}.ris")


def _book(book_id: UUID) -> Book:
    book = Book.objects.current().with_details().filter(pk=book_id).first()
    if book is None:
        raise errors.UnknownBook
    return book


def _cited(book_id: UUID) -> Cited:
    record = records.one(book_id)
    if record is None:
        raise errors.UnknownBook
    return citing.cited(records.shown(record))


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    disposition = f'attachment; filename="{name}"'
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": disposition})
