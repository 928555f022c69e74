"""The OpenAPI document: each operation says its name, an example, and every refusal it can
answer.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from http import HTTPStatus
from inspect import cleandoc
from typing import Any, TypeVar

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiParameter,
    OpenApiResponse,
    extend_schema,
)
from rest_framework import serializers

from core import errors
from core.api.problems import MEDIA_TYPE
from core.api.serializers import Command
from core.api.views import MAX_PAGE_SIZE, PAGE_SIZE
from core.http import STATUS

F = TypeVar("F", bound=Callable[..., Any])
PUBLIC: Any = [{}]  # no scheme at all is one of the ways to ask


class Problem(serializers.Serializer[Any]):
    """RFC 9457: why the request was refused."""

    type = serializers.CharField(help_text="A URN that ends in the code.")
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField(help_text="A sentence for the person who meets it.")
    code = serializers.CharField(help_text="For programs; never translated.")
    message = serializers.CharField(help_text="The same as detail.")
    errors = serializers.DictField(  # type: ignore[assignment]
        child=serializers.ListField(child=serializers.CharField()),
        required=False,
        help_text="For each field, what is wrong with it.",
    )
    findings = serializers.ListField(child=serializers.DictField(), required=False)
    request_id = serializers.CharField()


class Schema(AutoSchema):
    """drf-spectacular's reading of our views; tags are the first word of the path."""

    def get_tags(self) -> list[str]:
        """``/api/v1/books/{id}`` belongs to ``books``."""
        return [self.path.removeprefix("/api/v1/").split("/")[0]]

    def _map_basic_serializer(self, serializer: Any, direction: Any) -> Any:
        """A command refuses what it does not know, and the document says so."""
        mapped = super()._map_basic_serializer(serializer, direction)  # type: ignore[no-untyped-call]
        if isinstance(serializer, Command) and "properties" in mapped:
            mapped["additionalProperties"] = False
        return mapped

    def get_description(self) -> str:  # type: ignore[override]  # as drf-spectacular calls it
        """The method's own words; those of its class are for whoever reads the code."""
        return cleandoc(getattr(self.view, self.method.lower()).__doc__ or "")


def operation(
    name: str,
    summary: str,
    *,
    answers: Mapping[Any, Any],
    request: Any = None,
    example: Any = None,
    answer_example: Any = None,
    refusals: Sequence[type[errors.LibraryError]] = (),
    parameters: Sequence[OpenApiParameter | type[serializers.Serializer[Any]]] = (),
    public: bool = False,
) -> Callable[[F], F]:
    """Describe one operation: its operationId, its answers by status and the refusals it may
    give.
    """
    responses: dict[Any, Any] = dict(answers)
    known = [*refusals, *([errors.Malformed] if request else [])]
    known += [errors.Invalid] if request or parameters else []
    known += [] if public else [errors.NotAuthenticated]
    for status, codes in _by_status(known).items():
        described = OpenApiResponse(Problem, description=", ".join(f"`{code}`" for code in codes))
        responses[(status, MEDIA_TYPE)] = described
    examples = []
    if example is not None:
        kind = next(iter(request)) if isinstance(request, dict) else "application/json"
        examples.append(
            OpenApiExample("Request", value=example, request_only=True, media_type=kind)
        )
    if answer_example is not None:
        examples.append(_answered(next(iter(answers)), answer_example))
    return extend_schema(
        operation_id=name,
        summary=summary,
        request=request,
        responses=responses,
        examples=examples,
        parameters=list(parameters),
        auth=PUBLIC if public else None,
    )


def _answered(first: Any, example: Any) -> OpenApiExample:
    """An example of an answer; ``first`` is its status, or its status and media type."""
    status, media = first if isinstance(first, tuple) else (first, "application/json")
    return OpenApiExample(
        "Answer",
        value=example,
        response_only=True,
        status_codes=[str(status)],
        media_type=media,
    )


def _by_status(refusals: Sequence[type[errors.LibraryError]]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for refusal in refusals:
        status = next(status for family, status in STATUS.items() if issubclass(refusal, family))
        if refusal.code not in found[status]:
            found[status].append(refusal.code)
    return found


def add_problems(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Say once what is true of every answer: its headers, and a word for its status."""
    for path in result["paths"].values():
        for operation in path.values():
            answers = operation["responses"]
            for status, answer in answers.items():
                answer["description"] = answer.get("description") or HTTPStatus(int(status)).phrase
                answer["headers"] = {
                    name: {"schema": {"type": kind}} for name, kind in _headers(int(status))
                }
            operation["responses"] = dict(sorted(answers.items()))
    return result


def _headers(status: int) -> Iterator[tuple[str, str]]:
    yield "X-Request-ID", "string"
    if status == HTTPStatus.UNAUTHORIZED:
        yield "WWW-Authenticate", "string"
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        yield "Retry-After", "integer"


QUERY_CURSOR = OpenApiParameter("cursor", str, description="From `next` or `previous`.")
QUERY_PAGE_SIZE = OpenApiParameter(
    "page_size",
    {"type": "integer", "minimum": 1, "maximum": MAX_PAGE_SIZE, "default": PAGE_SIZE},
    description="1 to 200; 50 when not said.",
)
PAGING = [QUERY_CURSOR, QUERY_PAGE_SIZE]
