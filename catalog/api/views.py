"""Books over REST."""

from dataclasses import replace
from http import HTTPStatus
from uuid import UUID

from django.http import HttpResponse
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models.audit import Interface
from catalog import errors
from catalog.api import serializers
from catalog.api.query import wanted_books
from catalog.models import Book
from catalog.search import engine
from catalog.selectors import ready, records
from catalog.services import books
from core import keyset
from core.api.schema import PAGING, operation
from core.api.views import PublicReads, envelope, page_size
from core.errors import NotAllowed


class Books(PublicReads):
    @operation(
        "listBooks",
        "The books of the library, or those that answer a search",
        answers={200: serializers.BookPageShape},
        parameters=[*PAGING, serializers.BookQuery],
        refusals=[errors.InvalidSearch],
        public=True,
    )
    def get(self, request: Request) -> Response:
        wanted = wanted_books(request.query_params)
        extra = ["match"] if wanted.order == engine.BY_RELEVANCE else ["sort_title"]
        page = keyset.page(
            records.rows(engine.find(wanted), "sort_title", *extra),
            order=wanted.order,
            cursor=request.query_params.get("cursor", ""),
            size=page_size(request),
        )
        return Response(envelope(request, page, [records.shown(row) for row in page.rows]))

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
        facts = books.Facts(
            title=said["title"],
            contributors=books.with_author((), said["author"]),
            isbns=[said["isbn"]],
            description=said["description"],
        )
        added = books.add(
            facts,
            copy_count=said["copies"],
            actor=request.user,
            now=self.now,
            interface=Interface.API,
        )
        return sent(added.book.pk, status=HTTPStatus.CREATED)


class OneBook(PublicReads):
    @operation(
        "getBook",
        "A book with its copies",
        answers={200: serializers.BookDetailShape},
        answer_example=serializers.BOOK_EXAMPLE | {"holdings": []},
        refusals=[errors.UnknownBook],
        public=True,
    )
    def get(self, request: Request, book_id: UUID) -> HttpResponse:
        return sent(book_id, unless=request.headers.get("If-None-Match", ""))

    @operation(
        "editBook",
        "Replace title, author and description of a book",
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
        facts = books.facts_of(book)
        books.edit(
            book_id,
            replace(
                facts,
                title=said["title"],
                description=said["description"],
                contributors=books.with_author(facts.contributors, said["author"]),
            ),
            revision=revision_wanted(request, book),
            actor=request.user,
            now=self.now,
            interface=Interface.API,
        )
        return sent(book_id)

    @operation(
        "withdrawBook",
        "Take a book and its copies out of the catalogue",
        answers={204: None},
        refusals=[errors.UnknownBook, errors.BookInUse, errors.BookIsHeld, NotAllowed],
    )
    def delete(self, request: Request, book_id: UUID) -> Response:
        self.need("catalog.delete_book")
        books.withdraw(book_id, actor=request.user, now=self.now, interface=Interface.API)
        return Response(status=HTTPStatus.NO_CONTENT)


def sent(book_id: UUID, *, status: int = HTTPStatus.OK, unless: str = "") -> HttpResponse:
    """The ready answer for a book, or 304 when the client has it. Raises ``UnknownBook``."""
    answer = ready.book(book_id)
    if answer is None:
        raise errors.UnknownBook
    if answer.etag in {tag.strip().removeprefix("W/") for tag in unless.split(",")}:
        response = HttpResponse(status=HTTPStatus.NOT_MODIFIED)
    else:
        response = HttpResponse(answer.body, status=status, content_type="application/json")
    response["ETag"] = answer.etag
    return response


def revision_wanted(request: Request, book: Book) -> int:
    """The revision that ``If-Match`` names, or the book's own when nothing is said.

    A tag is the revision and the version; a loan changes only the latter, and does not make an edit
    of the record stale. Raises ``BookChanged`` for a tag that is none of ours.
    """
    said = request.headers.get("If-Match", "").strip()
    if said in {"", "*"}:
        return book.revision
    revision = said.removeprefix("W/").strip('"').split("-")[0]
    if not (revision.isascii() and revision.isdecimal()):
        raise errors.BookChanged
    return int(revision[:9])
