"""Books over REST."""

from http import HTTPStatus
from uuid import UUID

from django.http import HttpResponse
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.deeds import Deeds
from catalog import errors
from catalog.api import answers, facts, serializers
from catalog.api.query import books_asked, told
from catalog.models import Book
from catalog.search import engine
from catalog.selectors import lines, ready
from catalog.services import books, books_back
from core import keyset
from core.api.schema import PAGING, operation
from core.api.views import Endpoint, PublicReads, envelope, page_size
from core.errors import NotAllowed


class Books(Deeds, PublicReads):
    @operation(
        "listBooks",
        "The books of the library, or those that answer a search",
        answers={200: serializers.BookPageShape},
        parameters=[*PAGING, serializers.BookQuery],
        refusals=[errors.SearchTooLong],
        public=True,
    )
    def get(self, request: Request) -> HttpResponse:
        asked = books_asked(request.query_params)
        found = engine.search(
            asked.wanted,
            after=request.query_params.get("cursor", ""),
            page_size=page_size(request),
            with_facets=asked.with_facets,
            with_count=asked.with_count,
        )
        rows = lines.these(found.book_ids, found.versions)
        page = keyset.Page(rows, found.next, found.previous)
        answer = envelope(request, page, lines.shown(rows)) | told(asked, found)
        return answers.listed(request, answer)

    @operation(
        "addBook",
        "Add a book and its copies",
        request=serializers.AddBook,
        answers={201: serializers.BookDetailShape},
        example={
            "title": "A wizard of Earthsea",
            "author": "Le Guin, Ursula K.",
            "isbn": "978-0-547-77374-2",
            "copies": 2,
        },
        answer_example=serializers.BOOK_EXAMPLE | {"holdings": []},
        refusals=[errors.IsbnTaken, NotAllowed],
    )
    def post(self, request: Request) -> HttpResponse:
        self.need("catalog.add_book")
        said = serializers.AddBook.read(request.data)
        added = books.add(facts.to_add(said), copy_count=said["copies"], **self.deed_of)
        response = sent(request, added.book.pk, status=HTTPStatus.CREATED)
        response["Location"] = f"{request.path}/{added.book.pk}"
        return response


class OneBook(Deeds, PublicReads):
    @operation(
        "getBook",
        "A book with its copies; a record that was merged leads to the one that was kept",
        answers={200: serializers.BookDetailShape, 301: None},
        answer_example=serializers.BOOK_EXAMPLE | {"holdings": []},
        refusals=[errors.UnknownBook],
        public=True,
    )
    def get(self, request: Request, book_id: UUID) -> HttpResponse:
        return sent(request, book_id)

    @operation(
        "editBook",
        "Replace title, author and description of a book, and whatever else is named",
        request=serializers.EditBook,
        answers={200: serializers.BookDetailShape},
        example={
            "title": "A wizard of Earthsea",
            "author": "Le Guin, Ursula K.",
            "description": "",
        },
        answer_example=serializers.BOOK_EXAMPLE | {"holdings": []},
        refusals=[errors.UnknownBook, errors.BookChanged, NotAllowed],
    )
    def put(self, request: Request, book_id: UUID) -> HttpResponse:
        self.need("catalog.change_book")
        said = serializers.EditBook.read(request.data)
        book = Book.objects.current().with_details().filter(pk=book_id).first()
        if book is None:
            raise errors.UnknownBook
        revision = answers.revision_wanted(request, book.revision, errors.BookChanged)
        books.edit(book_id, facts.to_edit(book, said), revision=revision, **self.deed_of)
        return sent(request, book_id)

    @operation(
        "withdrawBook",
        "Take a book and its copies out of the catalogue",
        answers={204: None},
        refusals=[errors.UnknownBook, errors.BookInUse, errors.BookIsHeld, NotAllowed],
    )
    def delete(self, request: Request, book_id: UUID) -> Response:
        self.need("catalog.delete_book")
        books.withdraw(book_id, **self.deed_of)
        return Response(status=HTTPStatus.NO_CONTENT)


class BringBackBook(Deeds, Endpoint):
    @operation(
        "bringBackBook",
        "Take a withdrawn book into the catalogue again, with the copies that left with it",
        answers={200: serializers.BookDetailShape},
        answer_example=serializers.BOOK_EXAMPLE | {"holdings": []},
        refusals=[
            errors.UnknownBook, errors.BookNotWithdrawn, errors.BookMergedAway, errors.IsbnTaken,
            NotAllowed,
        ],
    )  # fmt: skip
    def post(self, request: Request, book_id: UUID) -> HttpResponse:
        self.need("catalog.delete_book")
        books_back.bring_back(book_id, **self.deed_of)
        return sent(request, book_id)


def sent(request: Request, book_id: UUID, *, status: int = HTTPStatus.OK) -> HttpResponse:
    """The ready answer for a book. Raises ``UnknownBook``."""
    answer = ready.book(book_id)
    if answer is None:
        raise errors.UnknownBook
    return answers.tagged(request, answer.etag, answer.body, status=status)
