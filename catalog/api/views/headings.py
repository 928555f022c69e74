"""Contributors and subjects over REST."""

from dataclasses import asdict
from typing import Any, ClassVar
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.deeds import Deeds
from catalog import errors
from catalog.api import part_serializers as shapes
from catalog.models.headings import CONTRIBUTORS, SUBJECTS, Kind
from catalog.selectors import heading_pages
from catalog.services import heading_deeds
from core import keyset
from core.api.schema import PAGING, operation
from core.api.views import PublicReads, envelope, page_size
from core.errors import NotAllowed

EXAMPLE: dict[str, Any] = {"name": "Twain, Mark", "aliases": ["Clemens, Samuel L."]}
SHOWN = EXAMPLE | {"id": "0197a3c2-5b1e-7c41-9d0e-2f6f4d1c8a10", "books": 7}
OTHER: dict[str, Any] = {"other_id": "0197a3c2-5b1e-7c41-9d0e-2f6f4d1c8a11"}


def heading(kind: Kind, row_id: UUID) -> Response:
    """A heading. Raises ``UnknownHeading``."""
    said = asdict(heading_pages.one(kind, row_id))
    return Response({name: said[name] for name in ("id", "name", "aliases", "books")})


class _Headings(Deeds, PublicReads):
    """The headings of a kind."""

    kind: ClassVar[Kind]

    def listed(self, request: Request) -> Response:
        """One page of those that begin as asked."""
        query = shapes.HeadingQuery(data=request.query_params.dict())
        query.is_valid(raise_exception=True)
        page = keyset.page(
            heading_pages.listed(self.kind, query.validated_data["q"]),
            order=heading_pages.order(self.kind),
            cursor=request.query_params.get("cursor", ""),
            size=page_size(request),
        )
        return Response(envelope(request, page, heading_pages.counted(self.kind, page.rows)))

    def one(self, row_id: UUID) -> Response:
        """A heading. Raises ``UnknownHeading``."""
        return heading(self.kind, row_id)

    def edited(self, request: Request, row_id: UUID) -> Response:
        """A heading after an edit."""
        self.need("catalog.change_book")
        said = shapes.EditHeading.read(request.data)
        heading_deeds.describe(self.kind, row_id, **said, **self.deed_of)
        return self.one(row_id)

    def merged(self, request: Request, row_id: UUID) -> Response:
        """A heading after another was merged into it."""
        self.need("catalog.change_book")
        said = shapes.MergeHeading.read(request.data)
        heading_deeds.merge(self.kind, said["other_id"], row_id, **self.deed_of)
        return self.one(row_id)


class Contributors(_Headings):
    kind = CONTRIBUTORS

    @operation(
        "listContributors",
        "Who made the books, by name; `q` is how one of their names begins",
        answers={200: shapes.HeadingPageShape},
        parameters=[*PAGING, shapes.HeadingQuery],
        public=True,
    )
    def get(self, request: Request) -> Response:
        return self.listed(request)


class OneContributor(_Headings):
    kind = CONTRIBUTORS

    @operation(
        "getContributor",
        "A contributor with other names and the number of books (1000 at most)",
        answers={200: shapes.HeadingShape, 301: None},
        refusals=[errors.UnknownHeading],
        public=True,
    )
    def get(self, request: Request, contributor_id: UUID) -> Response:
        return self.one(contributor_id)

    @operation(
        "editContributor",
        "Say what a contributor is called, and what else; every book follows",
        request=shapes.EditHeading,
        answers={200: shapes.HeadingShape},
        example=EXAMPLE,
        answer_example=SHOWN,
        refusals=[errors.UnknownHeading, errors.HeadingTaken, errors.HeadingChanged, NotAllowed],
    )
    def put(self, request: Request, contributor_id: UUID) -> Response:
        return self.edited(request, contributor_id)


class MergeContributor(_Headings):
    kind = CONTRIBUTORS

    @operation(
        "mergeContributor",
        "Merge another contributor into this one, whose other name it becomes",
        request=shapes.MergeHeading,
        answers={200: shapes.HeadingShape},
        example=OTHER,
        answer_example=SHOWN,
        refusals=[errors.UnknownHeading, errors.MergeWithItself, errors.HeadingChanged, NotAllowed],
    )
    def post(self, request: Request, contributor_id: UUID) -> Response:
        return self.merged(request, contributor_id)


class Subjects(_Headings):
    kind = SUBJECTS

    @operation(
        "listSubjects",
        "What the books are about; `q` is how the heading or another for it begins",
        answers={200: shapes.HeadingPageShape},
        parameters=[*PAGING, shapes.HeadingQuery],
        public=True,
    )
    def get(self, request: Request) -> Response:
        return self.listed(request)


class OneSubject(_Headings):
    kind = SUBJECTS

    @operation(
        "getSubject",
        "A subject with other headings and the number of books (1000 at most)",
        answers={200: shapes.HeadingShape, 301: None},
        refusals=[errors.UnknownHeading],
        public=True,
    )
    def get(self, request: Request, subject_id: UUID) -> Response:
        return self.one(subject_id)

    @operation(
        "editSubject",
        "Say how a subject reads, and what else it is called; every book follows",
        request=shapes.EditHeading,
        answers={200: shapes.HeadingShape},
        example=EXAMPLE,
        answer_example=SHOWN,
        refusals=[errors.UnknownHeading, errors.HeadingTaken, errors.HeadingChanged, NotAllowed],
    )
    def put(self, request: Request, subject_id: UUID) -> Response:
        return self.edited(request, subject_id)


class MergeSubject(_Headings):
    kind = SUBJECTS

    @operation(
        "mergeSubject",
        "Merge another subject into this one, whose other heading it becomes",
        request=shapes.MergeHeading,
        answers={200: shapes.HeadingShape},
        example=OTHER,
        answer_example=SHOWN,
        refusals=[errors.UnknownHeading, errors.MergeWithItself, errors.HeadingChanged, NotAllowed],
    )
    def post(self, request: Request, subject_id: UUID) -> Response:
        return self.merged(request, subject_id)
