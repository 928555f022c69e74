"""Imports over REST: a file comes in as the body of a request, and the rest is a job with progress;
see ``core.staged``. What is asked for and how it is answered is here; each context says what it
imports, and in which words.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, ClassVar, Concatenate, Final, cast
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core import keyset
from core.api.schema import PAGING, operation
from core.api.serializers import Answer, Command, page_of
from core.api.views import Endpoint, envelope, page_size
from core.errors import LibraryError, NotAllowed
from core.staged import AT_WORK, Stage

Handler = Callable[..., Response]
Deed = Callable[Concatenate[UUID, ...], Any]
Told = Callable[[Any], dict[str, Any]]
Refusals = Sequence[type[LibraryError]]
PART: Final = 65_536
NAME: Final = OpenApiParameter("name", str, description="What the file is called.")
LEADS_TO: Final = {
    "check": Stage.CHECKING,
    "commit": Stage.RUNNING,
    "resume": Stage.RUNNING,
    "stop": Stage.FAILED,
    "rollback": Stage.UNDOING,
}
"""The stage that each deed brings an import to."""


class StagedEndpoint(Endpoint):
    """For those who have ``permission``. A context says how an import is ``told``, and by whom and
    when a deed is done.
    """

    permission: ClassVar[str]
    told: Told
    deed_of: Any

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Ask for the permission before anything is read."""
        super().initial(request, *args, **kwargs)
        self.need(self.permission)

    @property
    def import_id(self) -> UUID:
        """Which import, by whatever name the address has it."""
        [said] = self.kwargs.values()
        return cast(UUID, said)


@dataclass(frozen=True)
class Operations:
    """The methods of the views of a context's imports, each with what the document says of it.
    ``noun`` is what they are called by there, ``shape`` how an import is told, ``example`` one that
    is being imported. ``find`` gives an import by its id.
    """

    noun: str
    shape: type[Answer]
    example: Mapping[str, Any]
    unknown: type[LibraryError]
    not_ready: type[LibraryError]
    find: Callable[[UUID], Any]

    def newest(self, summary: str, found: Callable[[], QuerySet[Any]]) -> Handler:
        """``GET``: all imports."""

        @operation(
            f"list{self.noun}s",
            summary,
            answers={200: page_of(self.shape)},
            parameters=PAGING,
            refusals=[NotAllowed],
        )
        def get(view: StagedEndpoint, request: Request) -> Response:
            return _page(request, found(), ("-created_at", "-id"), view.told)

        return get

    def upload(
        self, summary: str, do: Callable[Concatenate[Iterable[bytes], str, ...], Any], *,
        example: str, refusals: Refusals,
    ) -> Handler:  # fmt: skip
        """``POST``: a file, read by the parser ``Raw``."""

        @operation(
            f"upload{self.noun}",
            summary,
            request={"application/octet-stream": OpenApiTypes.BINARY},
            answers={201: self.shape},
            parameters=[NAME],
            example=example,
            answer_example=self._at(Stage.UPLOADED, counts={}),
            refusals=[*refusals, NotAllowed],
        )
        def post(view: StagedEndpoint, request: Request) -> Response:
            name = request.query_params.get("name", "")
            batch = do(_parts(request.data), name, **view.deed_of)
            response = self._answer(view, batch.pk, HTTPStatus.CREATED)
            response["Location"] = f"{request.path}/{batch.pk}"
            return response

        return post

    def one(self, summary: str) -> Handler:
        """``GET``: an import."""

        @operation(
            f"get{self.noun}",
            summary,
            answers={200: self.shape},
            answer_example=self.example,
            refusals=[self.unknown, NotAllowed],
        )
        def get(view: StagedEndpoint, request: Request, **_: UUID) -> Response:
            return self._answer(view, view.import_id)

        return get

    def arrange(
        self, summary: str, said: type[Command], terms: Callable[[dict[str, Any], Any], Any],
        do: Callable[Concatenate[UUID, Any, ...], Any], *, example: Any, refusals: Refusals,
    ) -> Handler:  # fmt: skip
        """``PUT``: what was ``said`` of an import makes ``terms`` with what it stands at."""

        @operation(
            f"arrange{self.noun}",
            summary,
            request=said,
            answers={200: self.shape},
            example=example,
            answer_example=self._at(Stage.UPLOADED, counts={}),
            refusals=[*self._gone, *refusals],
        )
        def put(view: StagedEndpoint, request: Request, **_: UUID) -> Response:
            asked = terms(said.read(request.data), self.find(view.import_id))
            do(view.import_id, asked, **view.deed_of)
            return self._answer(view, view.import_id)

        return put

    def discard(self, summary: str, do: Deed) -> Handler:
        """``DELETE``: an import of which nothing was imported."""

        @operation(f"discard{self.noun}", summary, answers={204: None}, refusals=self._gone)
        def delete(view: StagedEndpoint, request: Request, **_: UUID) -> Response:
            do(view.import_id, **view.deed_of)
            return Response(status=HTTPStatus.NO_CONTENT)

        return delete

    def deed(self, name: str, summary: str, do: Deed, refusals: Refusals = ()) -> Handler:
        """``POST``: one of ``LEADS_TO``. The worker does the long ones; the answer says how far it
        is by now.
        """
        stage = LEADS_TO[name]
        status = HTTPStatus.ACCEPTED if stage in AT_WORK else HTTPStatus.OK

        @operation(
            f"{name}{self.noun}",
            summary,
            answers={status.value: self.shape},
            answer_example=self._at(stage),
            refusals=[*self._gone, *refusals],
        )
        def post(view: StagedEndpoint, request: Request, **_: UUID) -> Response:
            do(view.import_id, **view.deed_of)
            return self._answer(view, view.import_id, status)

        return post

    def rows(
        self, summary: str, shape: type[Answer], query: type[serializers.Serializer[Any]],
        found: Callable[[Any, str], QuerySet[Any]], told: Told,
    ) -> Handler:  # fmt: skip
        """``GET``: the rows of an import, or those of a verdict."""

        @operation(
            f"list{self.noun}Rows",
            summary,
            answers={200: page_of(shape)},
            parameters=[*PAGING, query],
            refusals=[self.unknown, NotAllowed],
        )
        def get(view: StagedEndpoint, request: Request, **_: UUID) -> Response:
            asked = query(data=request.query_params.dict())
            asked.is_valid(raise_exception=True)
            rows = found(self.find(view.import_id), asked.validated_data.get("verdict", ""))
            return _page(request, rows, ("number",), told)

        return get

    def _answer(
        self, view: StagedEndpoint, import_id: UUID, status: int = HTTPStatus.OK
    ) -> Response:
        return Response(view.told(self.find(import_id)), status=status)

    @property
    def _gone(self) -> list[type[LibraryError]]:
        return [self.unknown, self.not_ready, NotAllowed]

    def _at(self, stage: Stage, **more: Any) -> dict[str, Any]:
        return {**self.example, "stage": stage.value, **more}


def _page(request: Request, rows: QuerySet[Any], order: Sequence[str], told: Told) -> Response:
    cursor = request.query_params.get("cursor", "")
    page = keyset.page(rows, order=order, cursor=cursor, size=page_size(request))
    return Response(envelope(request, page, [told(each) for each in page.rows]))


def _parts(body: Any) -> Iterable[bytes]:
    """The body of a request, in parts; nothing when it has none."""
    read = cast("Callable[[int], bytes] | None", getattr(body, "read", None))
    return iter(lambda: read(PART), b"") if read else ()
