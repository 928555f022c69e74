"""What belongs to a book, over REST: neighbours, citations, MARC, history, cover."""

from collections.abc import Mapping
from http import HTTPStatus
from io import BytesIO
from typing import IO, Any, cast
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.deeds import Deeds
from catalog import errors
from catalog.api import answers, part_serializers, serializers
from catalog.api.views.books import sent
from catalog.domain import citation_files, marc_lines
from catalog.models import Book
from catalog.selectors import citing, history, marc, neighbours, records
from catalog.services import covers
from core import keyset
from core.api.schema import PAGING, operation
from core.api.views import PublicReads, envelope, page_size
from core.errors import NotAllowed


class Picture(BaseParser):
    """A picture as the body of a request."""

    media_type = "image/*"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """The bytes, one more than a cover may have where there are too many."""
        return BytesIO(stream.read(settings.MAX_COVER_BYTES + 1))


class Related(PublicReads):
    @operation(
        "getRelatedBooks",
        "Other editions of a book, and what stands beside it on the shelf",
        answers={200: part_serializers.RelatedShape, 301: None},
        refusals=[errors.UnknownBook],
        public=True,
    )
    def get(self, request: Request, book_id: UUID) -> HttpResponse:
        near = neighbours.of(row_of(book_id))
        said = {"editions": near.editions, "shelf": near.shelf}
        return answers.listed(
            request, {name: list(map(records.shown, rows)) for name, rows in said.items()}
        )


class Citations(PublicReads):
    @operation(
        "getCitations",
        "A book as it is cited in several styles, and as files for reference programs",
        answers={200: part_serializers.CitationsShape, 301: None},
        refusals=[errors.UnknownBook],
        public=True,
    )
    def get(self, request: Request, book_id: UUID) -> HttpResponse:
        book = citing.cited(records.shown(row_of(book_id)))
        styles = citing.styles(book)
        said = {each["style"].lower(): "".join(citing.pieces(each)) for each in styles}
        files = {"bibtex": citation_files.bibtex(book), "ris": citation_files.ris(book)}
        return answers.listed(request, said | files)


class Marc(PublicReads):
    @operation(
        "getMarc",
        "A book as MARC 21, field by field",
        answers={200: part_serializers.MarcShape, 301: None},
        refusals=[errors.UnknownBook],
        public=True,
    )
    def get(self, request: Request, book_id: UUID) -> HttpResponse:
        book = Book.objects.current().with_details().filter(pk=book_id).first()
        if book is None:
            raise errors.UnknownBook
        record = marc.of(book)
        said = marc_lines.shown(record.binary) | {"is_source": record.is_source}
        return answers.listed(request, said)


class History(Deeds, PublicReads):
    public_methods = ()

    @operation(
        "listBookHistory",
        "What became of a record, the newest first, with what each edit changed",
        answers={200: part_serializers.RecordHistoryShape, 301: None},
        parameters=PAGING,
        refusals=[errors.UnknownBook, NotAllowed],
    )
    def get(self, request: Request, book_id: UUID) -> Response:
        self.need("catalog.view_copy")
        row_of(book_id)
        cursor = request.query_params.get("cursor", "")
        page = keyset.page(
            history.of(book_id), order=history.ORDER, cursor=cursor, size=page_size(request)
        )
        return Response(envelope(request, page, [*map(history.shown, history.told(page.rows))]))


class Cover(Deeds):
    parser_classes = (Picture,)

    @operation(
        "putCover",
        "Give a book a cover: the picture is the body",
        request=dict.fromkeys(("image/jpeg", "image/png", "image/webp"), OpenApiTypes.BINARY),
        answer_example=serializers.BOOK_EXAMPLE | {"holdings": []},
        answers={200: serializers.BookDetailShape},
        refusals=[errors.UnknownBook, errors.InvalidCover, NotAllowed],
    )
    def put(self, request: Request, book_id: UUID) -> HttpResponse:
        self.need("catalog.change_book")
        picture = cast(BytesIO, request.data or BytesIO())  # no body is read by no parser
        covers.put(book_id, picture, **self.deed_of)
        return sent(request, book_id)

    @operation(
        "removeCover",
        "Take the cover of a book away",
        answers={204: None},
        refusals=[errors.UnknownBook, NotAllowed],
    )
    def delete(self, request: Request, book_id: UUID) -> Response:
        self.need("catalog.change_book")
        covers.remove(book_id, **self.deed_of)
        return Response(status=HTTPStatus.NO_CONTENT)


def row_of(book_id: UUID) -> Mapping[str, Any]:
    """The row of the book. Raises ``UnknownBook``."""
    row = records.one(book_id)
    if row is None:
        raise errors.UnknownBook
    return row
