"""All that a book's page shows."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from accounts.models import User
from catalog.domain import covers, linked
from catalog.models import Copy
from catalog.selectors import citing, heading_pages, neighbours, records
from catalog.web import book_deeds, shown
from core import jsons
from core.web.deeds import offered

GONE_SHOWN = 10
_FOUND_LENGTH = 200


def context(request: HttpRequest, record: Mapping[str, Any]) -> dict[str, Any]:
    """The context of the page of a book, ``record`` being its row (see ``records.one``)."""
    book = records.shown(record, with_copies=True)
    people, topics = heading_pages.ids_of(book)
    near = neighbours.of(record)
    return {
        "book": book,
        "facts": shown.facts(book),
        "contributors": shown.contributors(book, people),
        "subjects": shown.subjects(book, topics),
        "copies": shown.copy_rows(book, request.user),
        "gone": gone(book["id"], request.user),
        "staff": request.user.has_perm("catalog.view_copy"),
        "deeds": offered(book_deeds.OFTEN, request.user, book["id"]),
        "more_deeds": offered(book_deeds.SELDOM, request.user, book["id"]),
        "editions": [shown.row(row) for row in near.editions],
        "shelf": [shown.row(row) for row in near.shelf],
        "citations": citing.styles(citing.cited(book)),
        "linked_data": linked_data(book),
        "found": _found(request),
    }


def gone(book_id: UUID, user: User | AnonymousUser) -> list[dict[str, str]]:
    """The copies that were withdrawn last, for those who may bring them back."""
    if not user.has_perm("catalog.delete_copy"):
        return []
    rows = Copy.objects.filter(book=book_id).exclude(withdrawn_at=None)
    return [
        {
            "barcode": copy.barcode,
            "reason": copy.withdrawn_for,
            "url": reverse("catalog:copy_bring_back", args=[copy.pk]),
        }
        for copy in rows.order_by("-withdrawn_at", "-pk")[:GONE_SHOWN]
    ]


def cover_url(book: Mapping[str, Any]) -> str:
    """The address of a book's cover, for the world: the picture, or one that is drawn."""
    return f"{settings.APP_BASE_URL}{book['cover_url'] or covers.drawn_url(book['id'])}"


def linked_data(book: Mapping[str, Any]) -> SafeString:
    """The book for machines, in a script element that no browser runs."""
    said = linked.of(
        book, page=citing.page_url(book["id"]), image=cover_url(book), library=settings.LIBRARY_NAME
    )
    json = linked.safe(jsons.dumps(said).decode())
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(json))  # noqa: S308 - safe() has seen to it


def _found(request: HttpRequest) -> dict[str, str] | None:
    """The search whose only answer this book is, and the way back to it."""
    typed = request.GET.get("found", "")[:_FOUND_LENGTH]
    if not typed:
        return None
    query = urlencode({"q": typed, "list": "yes"})
    return {"typed": typed, "url": f"{reverse('catalog:search')}?{query}"}
