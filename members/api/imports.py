"""Imports of members over REST: a list comes in as the body of a request, and the rest is a job
with progress.
"""

from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any, ClassVar, cast
from uuid import UUID

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from core import keyset
from core.api.parsers import Raw
from core.api.schema import PAGING, operation
from core.api.views import envelope, page_size
from core.errors import NotAllowed
from members import errors
from members.api import import_answers as answers
from members.api import import_shapes as shapes
from members.api.staff import StaffEndpoint
from members.models import MemberImport
from members.selectors import imports
from members.services.imports import batches

MAY = "members.import_members"
PART = 65_536
NAME = OpenApiParameter("name", str, description="What the file is called.")
GONE = [errors.UnknownImport, errors.ImportNotReady, NotAllowed]


class ImportEndpoint(StaffEndpoint):
    """For those who may import."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Ask for the permission before anything is read."""
        super().initial(request, *args, **kwargs)
        self.need(MAY)

    def answer(self, import_id: UUID, status: int = HTTPStatus.OK) -> Response:
        """The import as it stands."""
        return Response(answers.shown(imports.one(import_id)), status=status)


class Imports(ImportEndpoint):
    parser_classes = (Raw,)

    @operation(
        "listMemberImports",
        "All imports of members, the newest first",
        answers={200: shapes.MemberImportPageShape},
        parameters=PAGING,
        refusals=[NotAllowed],
    )
    def get(self, request: Request) -> Response:
        page = keyset.page(
            imports.newest().select_related("category"),
            order=("-created_at", "-id"),
            cursor=request.query_params.get("cursor", ""),
            size=page_size(request),
        )
        found = [answers.shown(batch) for batch in page.rows]
        return Response(envelope(request, page, found))

    @operation(
        "uploadMemberImport",
        "Upload a list of members; nothing is imported yet",
        request={"application/octet-stream": OpenApiTypes.BINARY},
        answers={201: shapes.MemberImportShape},
        parameters=[NAME],
        example="name,card number,class\nAda Nowak,20001000000012,5a\n",
        answer_example=shapes.EXAMPLE | {"stage": "uploaded", "counts": {}},
        refusals=[
            errors.ImportTooLarge,
            errors.ImportUnreadable,
            errors.NoCategoryYet,
            NotAllowed,
        ],
    )
    def post(self, request: Request) -> Response:
        name = request.query_params.get("name", "")
        batch = batches.upload(_parts(request.data), name, **self.by)
        response = self.answer(batch.pk, HTTPStatus.CREATED)
        response["Location"] = f"{request.path}/{batch.pk}"
        return response


def _parts(body: Any) -> Iterable[bytes]:
    """The body of a request, in parts; nothing when it has none."""
    read = cast("Callable[[int], bytes] | None", getattr(body, "read", None))
    return iter(lambda: read(PART), b"") if read else ()


class OneImport(ImportEndpoint):
    @operation(
        "getMemberImport",
        "An import of members and how far it is",
        answers={200: shapes.MemberImportShape},
        answer_example=shapes.EXAMPLE,
        refusals=[errors.UnknownImport, NotAllowed],
    )
    def get(self, request: Request, import_id: UUID) -> Response:
        return self.answer(import_id)

    @operation(
        "arrangeMemberImport",
        "Say how a list of members is read and what becomes of its rows",
        request=shapes.ArrangeMemberImport,
        answers={200: shapes.MemberImportShape},
        example={"category": "pupil", "expires_on": "2027-07-31", "keeps": ["phone"]},
        answer_example=shapes.EXAMPLE | {"stage": "uploaded", "counts": {}},
        refusals=[
            *GONE,
            errors.NoNameColumn,
            errors.UnknownCategory,
            errors.UnknownProfile,
        ],
    )
    def put(self, request: Request, import_id: UUID) -> Response:
        said = shapes.ArrangeMemberImport.read(request.data)
        terms = answers.terms(said, imports.one(import_id))
        batches.arrange(import_id, terms, **self.by)
        return self.answer(import_id)

    @operation(
        "discardMemberImport",
        "Throw a list of members away that was not imported",
        answers={204: None},
        refusals=GONE,
    )
    def delete(self, request: Request, import_id: UUID) -> Response:
        batches.discard(import_id, **self.by)
        return Response(status=HTTPStatus.NO_CONTENT)


class LongDeed(ImportEndpoint):
    """A deed that the worker does; the answer says how far it is by now."""

    deed: ClassVar[Callable[..., MemberImport]]

    def begun(self, import_id: UUID) -> Response:
        """Ask for it."""
        type(self).deed(import_id, **self.by)
        return self.answer(import_id, HTTPStatus.ACCEPTED)


class Check(LongDeed):
    deed = staticmethod(batches.check)

    @operation(
        "checkMemberImport",
        "Have the list checked: a verdict on each row, nothing changed",
        answers={202: shapes.MemberImportShape},
        answer_example=shapes.EXAMPLE | {"stage": "checking"},
        refusals=GONE,
    )
    def post(self, request: Request, import_id: UUID) -> Response:
        return self.begun(import_id)


class Commit(LongDeed):
    deed = staticmethod(batches.commit)

    @operation(
        "commitMemberImport",
        "Have the list imported",
        answers={202: shapes.MemberImportShape},
        answer_example=shapes.EXAMPLE,
        refusals=GONE,
    )
    def post(self, request: Request, import_id: UUID) -> Response:
        return self.begun(import_id)


class Resume(LongDeed):
    deed = staticmethod(batches.resume)

    @operation(
        "resumeMemberImport",
        "Try again an import of members that stopped half-way",
        answers={202: shapes.MemberImportShape},
        answer_example=shapes.EXAMPLE,
        refusals=GONE,
    )
    def post(self, request: Request, import_id: UUID) -> Response:
        return self.begun(import_id)


class Stop(ImportEndpoint):
    @operation(
        "stopMemberImport",
        "Stop what is being done with an import of members; what was done stays",
        answers={200: shapes.MemberImportShape},
        answer_example=shapes.EXAMPLE | {"stage": "failed"},
        refusals=GONE,
    )
    def post(self, request: Request, import_id: UUID) -> Response:
        batches.stop(import_id, **self.by)
        return self.answer(import_id)


class Rollback(LongDeed):
    deed = staticmethod(batches.undo)

    @operation(
        "rollbackMemberImport",
        "Take an import of members back, but for who has used the library or was changed",
        answers={202: shapes.MemberImportShape},
        answer_example=shapes.EXAMPLE | {"stage": "undoing"},
        refusals=[*GONE, errors.NothingToUndo],
    )
    def post(self, request: Request, import_id: UUID) -> Response:
        return self.begun(import_id)


class Rows(ImportEndpoint):
    @operation(
        "listMemberImportRows",
        "The rows of an import of members, and what becomes or became of each",
        answers={200: shapes.MemberImportRowPageShape},
        parameters=[*PAGING, shapes.RowQuery],
        refusals=[errors.UnknownImport, NotAllowed],
    )
    def get(self, request: Request, import_id: UUID) -> Response:
        asked = shapes.RowQuery(data=request.query_params.dict())
        asked.is_valid(raise_exception=True)
        found = imports.rows(imports.one(import_id), asked.validated_data.get("verdict", ""))
        cursor = request.query_params.get("cursor", "")
        page = keyset.page(found, order=("number",), cursor=cursor, size=page_size(request))
        return Response(envelope(request, page, [answers.row(each) for each in page.rows]))
