"""Covers as pictures."""

import hashlib
from typing import TypeVar
from uuid import UUID

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils.http import parse_etags
from django.views.decorators.http import require_safe

from catalog.domain import covers, drawn_covers
from catalog.models import Book

Answer = TypeVar("Answer", bound=HttpResponseBase)
A_YEAR = 60 * 60 * 24 * 365
A_DAY = 60 * 60 * 24


@require_safe
def picture(request: HttpRequest, book_id: UUID, name: str) -> HttpResponse | FileResponse:
    """A cover. What a name shows never changes, so whoever has it need not ask again."""
    if name == covers.DRAWN:
        return drawn(request, book_id)
    path = covers.path(book_id, name)
    if not covers.NAME.fullmatch(name) or not default_storage.exists(path):
        raise Http404
    tag = f'"{name}"'
    response: HttpResponse | FileResponse
    if request.headers.get("If-None-Match") == tag:
        response = HttpResponseNotModified()
    else:
        response = FileResponse(default_storage.open(path), content_type="image/jpeg")
    return _kept(response, tag, f"public, max-age={A_YEAR}, immutable")


def drawn(request: HttpRequest, book_id: UUID) -> HttpResponse:
    """The cover that is drawn for a book; it follows the title, so it is asked for again after a
    day.
    """
    book = Book.objects.current().with_details().filter(pk=book_id).first()
    if book is None:
        raise Http404
    svg = drawn_covers.svg(str(book.pk), book.title, book.author).encode()
    tag = f'"{hashlib.sha256(svg).hexdigest()[:20]}"'
    known = tag in parse_etags(request.headers.get("If-None-Match", ""))
    response = (
        HttpResponseNotModified() if known else HttpResponse(svg, content_type="image/svg+xml")
    )
    return _kept(response, tag, f"public, max-age={A_DAY}")


def _kept(response: Answer, tag: str, how_long: str) -> Answer:
    response["ETag"] = tag
    response["Cache-Control"] = how_long
    response["X-Content-Type-Options"] = "nosniff"
    return response
