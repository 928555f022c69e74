"""Two records of one book, over REST."""

from http import HTTPStatus
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.deeds import Deeds
from catalog import errors
from catalog.api import part_serializers, serializers
from catalog.api.views.book_parts import row_of
from catalog.api.views.books import sent
from catalog.selectors import duplicates, merged, records
from catalog.services import apart, merges, partings
from core import keyset
from core.api.schema import PAGING, operation
from core.api.views import envelope, page_size
from core.errors import NotAllowed


class Duplicates(Deeds):
    @operation(
        "listDuplicates",
        "Records that may be of one book, in groups; `?after=` goes on where `next` says",
        answers={200: part_serializers.DuplicatesShape},
        refusals=[NotAllowed],
    )
    def get(self, request: Request) -> Response:
        self.need("catalog.change_book")
        found = duplicates.suggested(request.query_params.get("after", "")[:300])
        groups = [[records.shown(row) for row in rows] for rows in found.groups]
        after = f"{request.path}?{urlencode({'after': found.next})}"
        way = request.build_absolute_uri(after) if found.next else None
        return Response({"results": groups, "next": way})


class Merge(Deeds):
    @operation(
        "mergeBook",
        "Merge another record into this one; copies, loans, holds and its id follow",
        request=part_serializers.MergeBook,
        answers={200: serializers.BookDetailShape},
        example={"other_id": "0197a3c2-5b1e-7c41-9d0e-2f6f4d1c8a11", "take": ["publisher"]},
        answer_example=serializers.BOOK_EXAMPLE | {"holdings": []},
        refusals=[errors.UnknownBook, errors.MergeWithItself, errors.BookChanged, NotAllowed],
    )
    def post(self, request: Request, book_id: UUID) -> HttpResponse:
        self.need("catalog.change_book")
        said = part_serializers.MergeBook.read(request.data)
        merges.merge(said["other_id"], book_id, take=said["take"], **self.deed_of)
        return sent(request, book_id)


class Merged(Deeds):
    @operation(
        "listMergedBooks",
        "The records that were merged into this one, the last first",
        answers={200: part_serializers.MergedPageShape, 301: None},
        parameters=PAGING,
        refusals=[errors.UnknownBook, NotAllowed],
    )
    def get(self, request: Request, book_id: UUID) -> Response:
        self.need("catalog.change_book")
        row_of(book_id)
        page = keyset.page(
            merged.into(book_id),
            order=("-merged_at", "-gone_id"),
            cursor=request.query_params.get("cursor", ""),
            size=page_size(request),
        )
        return Response(envelope(request, page, [merged.shown(each) for each in page.rows]))


class Part(Deeds):
    @operation(
        "partBook",
        "Undo the merge of another record into this one; the answer is the record that had gone",
        request=part_serializers.PartBook,
        answers={200: serializers.BookDetailShape},
        example={"other_id": "0197a3c2-5b1e-7c41-9d0e-2f6f4d1c8a11"},
        answer_example=serializers.BOOK_EXAMPLE | {"holdings": []},
        refusals=[errors.UnknownMerge, errors.MergeStands, NotAllowed],
    )
    def post(self, request: Request, book_id: UUID) -> HttpResponse:
        self.need("catalog.change_book")
        said = part_serializers.PartBook.read(request.data)
        back = partings.part(book_id, said["other_id"], **self.deed_of)
        return sent(request, back.pk)


class Apart(Deeds):
    @operation(
        "keepBooksApart",
        "Say that records are different books: they are not offered as duplicates again",
        request=part_serializers.KeepApart,
        answers={204: None},
        example={"other_ids": ["0197a3c2-5b1e-7c41-9d0e-2f6f4d1c8a11"]},
        refusals=[errors.UnknownBook, errors.MergeWithItself, NotAllowed],
    )
    def post(self, request: Request, book_id: UUID) -> Response:
        self.need("catalog.change_book")
        said = part_serializers.KeepApart.read(request.data)
        apart.say(book_id, said["other_ids"], **self.deed_of)
        return Response(status=HTTPStatus.NO_CONTENT)
