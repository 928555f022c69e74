"""Saved searches, and the look-up of an ISBN elsewhere, over REST."""

from http import HTTPStatus
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.deeds import Deeds
from catalog import errors
from catalog.api import part_serializers as shapes
from catalog.domain import isbn as isbns
from catalog.models import SavedSearch
from catalog.selectors import lookup
from catalog.services import lookups, searches
from core.api.schema import operation
from core.errors import NotAllowed

EXAMPLE = {"name": "New crime novels", "query": "q=subject%3Acrime&ordering=newest"}
SHOWN = EXAMPLE | {
    "id": "0197a3c2-5b1e-7c41-9d0e-2f6f4d1c8a12",
    "created_at": "2026-05-06T08:00:00Z",
}


class Searches(Deeds):
    @operation("listSearches", "One's own saved searches", answers={200: shapes.SearchListShape})
    def get(self, request: Request) -> Response:
        own = SavedSearch.objects.filter(user=self.deed_of["actor"])
        return Response({"results": [shown(each) for each in own]})

    @operation(
        "saveSearch",
        "Save a search",
        request=shapes.SaveSearch,
        answers={201: shapes.SearchShape},
        example=EXAMPLE,
        answer_example=SHOWN,
        refusals=[errors.SearchNameTaken, errors.TooManySearches],
    )
    def post(self, request: Request) -> Response:
        said = shapes.SaveSearch.read(request.data)
        saved = searches.keep(**said, actor=self.deed_of["actor"], now=self.now)
        return Response(shown(saved), status=HTTPStatus.CREATED)


class OneSearch(Deeds):
    @operation(
        "renameSearch",
        "Call a saved search otherwise",
        request=shapes.RenameSearch,
        answers={200: shapes.SearchShape},
        example={"name": "Crime"},
        answer_example=SHOWN,
        refusals=[errors.UnknownSearch, errors.SearchNameTaken],
    )
    def put(self, request: Request, search_id: UUID) -> Response:
        said = shapes.RenameSearch.read(request.data)
        return Response(shown(searches.rename(search_id, **said, actor=self.deed_of["actor"])))

    @operation(
        "deleteSearch",
        "Keep a search no longer",
        answers={204: None},
        refusals=[errors.UnknownSearch],
    )
    def delete(self, request: Request, search_id: UUID) -> Response:
        searches.drop(search_id, actor=self.deed_of["actor"])
        return Response(status=HTTPStatus.NO_CONTENT)


class Lookup(Deeds):
    @operation(
        "lookUpIsbn",
        "What is known of an ISBN: here, in record files, in other libraries' catalogues",
        answers={200: shapes.LookedShape},
        refusals=[errors.NotAnIsbn, NotAllowed],
    )
    def get(self, request: Request, isbn: str) -> Response:
        self.need("catalog.add_book")
        number = isbns.looks_like(isbn[:40])
        if not number:
            raise errors.NotAnIsbn
        book_id = lookup.book_scanned(number)
        if book_id:
            found = {"outcome": "catalogue", "where": "", "draft": None}
            return Response(found | {"book_id": book_id})
        return Response(lookups.shown(lookups.isbn(number)) | {"book_id": None})


def shown(search: SavedSearch) -> dict[str, object]:
    """A saved search as the API shows it."""
    return {
        "id": search.pk,
        "name": search.name,
        "query": search.query,
        "created_at": search.created_at,
    }
