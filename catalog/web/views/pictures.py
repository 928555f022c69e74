"""Covers as pictures."""

from uuid import UUID

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.views.decorators.http import require_safe

from catalog.domain import covers

A_YEAR = 60 * 60 * 24 * 365


@require_safe
def picture(request: HttpRequest, book_id: UUID, name: str) -> HttpResponse | FileResponse:
    """A cover. What a name shows never changes, so whoever has it need not ask again."""
    path = covers.path(book_id, name)
    if not covers.NAME.fullmatch(name) or not default_storage.exists(path):
        raise Http404
    tag = f'"{name}"'
    response: HttpResponse | FileResponse
    if request.headers.get("If-None-Match") == tag:
        response = HttpResponseNotModified()
    else:
        response = FileResponse(default_storage.open(path), content_type="image/jpeg")
    response["ETag"] = tag
    response["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
    response["X-Content-Type-Options"] = "nosniff"
    return response
