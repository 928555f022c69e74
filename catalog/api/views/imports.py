"""Imports over REST: a file comes in as the body of a request, and the rest is a job with
progress.
"""

from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any, ClassVar, cast
from uuid import UUID

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from catalog import errors
from catalog.api import import_answers as answers
from catalog.api import import_shapes as shapes
from catalog.api.deeds import Deeds
from catalog.models import ImportBatch
from catalog.selectors import imports
from catalog.services.imports import batches, stopping
from core import keyset
from core.api.parsers import Raw
from core.api.schema import PAGING, operation
from core.api.views import envelope, page_size
from core.errors import NotAllowed

MAY = "catalog.import_books"
PART = 65_536
NAME = OpenApiParameter("name", str, description="What the file is called.")
GONE = [errors.UnknownImport, errors.ImportNotReady, NotAllowed]


class ImportEndpoint(Deeds):
    """For those who may import."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Ask for the permission before anything is read."""
        super().initial(request, *args, **kwargs)
        self.need(MAY)

    def shown(self, batch_id: UUID, status: int = HTTPStatus.OK) -> Response:
        """The import as it stands."""
        return Response(answers.shown(imports.one(batch_id), self.now), status=status)


class Imports(ImportEndpoint):
    parser_classes = (Raw,)

    @operation(
        "listImports",
        "All imports, the newest first",
        answers={200: shapes.ImportPageShape},
        parameters=PAGING,
        refusals=[NotAllowed],
    )
    def get(self, request: Request) -> Response:
        page = keyset.page(
            imports.newest().select_related("branch", "copy_type"),
            order=("-created_at", "-id"),
            cursor=request.query_params.get("cursor", ""),
            size=page_size(request),
        )
        found = [answers.shown(batch, self.now) for batch in page.rows]
        return Response(envelope(request, page, found))

    @operation(
        "uploadImport",
        "Upload a file of records; nothing is imported yet",
        request={"application/octet-stream": OpenApiTypes.BINARY},
        answers={201: shapes.ImportShape},
        parameters=[NAME],
        example="title,author,isbn\nMomo,Michael Ende,978-3-522-17750-4\n",
        answer_example=shapes.EXAMPLE | {"stage": "uploaded", "counts": {}},
        refusals=[errors.ImportTooLarge, errors.ImportUnreadable, NotAllowed],
    )
    def post(self, request: Request) -> Response:
        name = request.query_params.get("name", "")
        batch = batches.upload(_parts(request.data), name, **self.deed_of)
        response = self.shown(batch.pk, HTTPStatus.CREATED)
        response["Location"] = f"{request.path}/{batch.pk}"
        return response


def _parts(body: Any) -> Iterable[bytes]:
    """The body of a request, in parts; nothing when it has none."""
    read = cast("Callable[[int], bytes] | None", getattr(body, "read", None))
    return iter(lambda: read(PART), b"") if read else ()


class OneImport(ImportEndpoint):
    @operation(
        "getImport",
        "An import and how far it is",
        answers={200: shapes.ImportShape},
        answer_example=shapes.EXAMPLE,
        refusals=[errors.UnknownImport, NotAllowed],
    )
    def get(self, request: Request, batch_id: UUID) -> Response:
        return self.shown(batch_id)

    @operation(
        "arrangeImport",
        "Say how a file is read and what becomes of its records",
        request=shapes.ArrangeImport,
        answers={200: shapes.ImportShape},
        example={"duplicates": "add_copies", "branch": "harbour"},
        answer_example=shapes.EXAMPLE | {"stage": "uploaded", "counts": {}},
        refusals=[*GONE, errors.UnknownProfile, errors.UnknownBranch, errors.UnknownCopyType],
    )
    def put(self, request: Request, batch_id: UUID) -> Response:
        said = shapes.ArrangeImport.read(request.data)
        terms = answers.terms(said, imports.one(batch_id))
        batches.arrange(batch_id, terms, **self.deed_of)
        return self.shown(batch_id)

    @operation(
        "discardImport",
        "Throw a file away that was not imported",
        answers={204: None},
        refusals=GONE,
    )
    def delete(self, request: Request, batch_id: UUID) -> Response:
        batches.discard(batch_id, **self.deed_of)
        return Response(status=HTTPStatus.NO_CONTENT)


class LongDeed(ImportEndpoint):
    """A deed that the worker does; the answer says how far it is by now."""

    deed: ClassVar[Callable[..., ImportBatch]]

    def begun(self, batch_id: UUID) -> Response:
        """Ask for it."""
        type(self).deed(batch_id, **self.deed_of)
        return self.shown(batch_id, HTTPStatus.ACCEPTED)


class Check(LongDeed):
    deed = staticmethod(batches.check)

    @operation(
        "checkImport",
        "Have the file checked: a verdict on each record, nothing changed",
        answers={202: shapes.ImportShape},
        answer_example=shapes.EXAMPLE | {"stage": "checking"},
        refusals=GONE,
    )
    def post(self, request: Request, batch_id: UUID) -> Response:
        return self.begun(batch_id)


class Commit(LongDeed):
    deed = staticmethod(batches.commit)

    @operation(
        "commitImport",
        "Have the file imported",
        answers={202: shapes.ImportShape},
        answer_example=shapes.EXAMPLE,
        refusals=GONE,
    )
    def post(self, request: Request, batch_id: UUID) -> Response:
        return self.begun(batch_id)


class Resume(LongDeed):
    deed = staticmethod(batches.resume)

    @operation(
        "resumeImport",
        "Try again what stopped half-way",
        answers={202: shapes.ImportShape},
        answer_example=shapes.EXAMPLE,
        refusals=GONE,
    )
    def post(self, request: Request, batch_id: UUID) -> Response:
        return self.begun(batch_id)


class Stop(ImportEndpoint):
    @operation(
        "stopImport",
        "Stop what is being done with an import; what was done stays",
        answers={200: shapes.ImportShape},
        answer_example=shapes.EXAMPLE | {"stage": "failed"},
        refusals=GONE,
    )
    def post(self, request: Request, batch_id: UUID) -> Response:
        stopping.stop(batch_id, **self.deed_of)
        return self.shown(batch_id)


class Rollback(LongDeed):
    deed = staticmethod(batches.undo)

    @operation(
        "rollbackImport",
        "Take an import back, but for what has since been lent, held or changed",
        answers={202: shapes.ImportShape},
        answer_example=shapes.EXAMPLE | {"stage": "undoing"},
        refusals=[*GONE, errors.NothingToUndo],
    )
    def post(self, request: Request, batch_id: UUID) -> Response:
        return self.begun(batch_id)


class Rows(ImportEndpoint):
    @operation(
        "listImportRows",
        "The records of an import, and what becomes or became of each",
        answers={200: shapes.RowPageShape},
        parameters=[*PAGING, shapes.RowQuery],
        refusals=[errors.UnknownImport, NotAllowed],
    )
    def get(self, request: Request, batch_id: UUID) -> Response:
        asked = shapes.RowQuery(data=request.query_params.dict())
        asked.is_valid(raise_exception=True)
        found = imports.rows(imports.one(batch_id), asked.validated_data.get("verdict", ""))
        cursor = request.query_params.get("cursor", "")
        page = keyset.page(found, order=("number",), cursor=cursor, size=page_size(request))
        return Response(envelope(request, page, [answers.row(each) for each in page.rows]))
