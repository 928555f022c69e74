"""Merges of contributors and of subjects over REST: listed, and undone."""

from typing import ClassVar
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.deeds import Deeds
from catalog import errors
from catalog.api import part_serializers as shapes
from catalog.api.views.headings import OTHER, SHOWN, heading
from catalog.models.headings import CONTRIBUTORS, SUBJECTS, Kind
from catalog.selectors import heading_pages, merged
from catalog.services import heading_partings
from core import keyset
from core.api.schema import PAGING, operation
from core.api.views import envelope, page_size
from core.errors import NotAllowed

PARTING = [
    errors.UnknownHeading,
    errors.UnknownMerge,
    errors.HeadingTaken,
    errors.HeadingChanged,
    NotAllowed,
]


class _Merges(Deeds):
    """The merges of headings of a kind: for those who may merge."""

    kind: ClassVar[Kind]

    def merges(self, request: Request, row_id: UUID) -> Response:
        """What was merged into a heading, the last first. Raises ``UnknownHeading``."""
        self.need("catalog.change_book")
        heading_pages.one(self.kind, row_id)
        page = keyset.page(
            merged.into_heading(self.kind, row_id),
            order=("-merged_at", "-id"),
            cursor=request.query_params.get("cursor", ""),
            size=page_size(request),
        )
        return Response(envelope(request, page, [merged.shown(each) for each in page.rows]))

    def parted(self, request: Request, row_id: UUID) -> Response:
        """The heading that is there again after the merge of it was undone."""
        self.need("catalog.change_book")
        said = shapes.PartHeading.read(request.data)
        heading_partings.part(self.kind, row_id, said["other_id"], **self.deed_of)
        return heading(self.kind, said["other_id"])


class MergedContributor(_Merges):
    kind = CONTRIBUTORS

    @operation(
        "listMergedContributors",
        "The contributors that were merged into this one, the last first",
        answers={200: shapes.MergedPageShape, 301: None},
        parameters=PAGING,
        refusals=[errors.UnknownHeading, NotAllowed],
    )
    def get(self, request: Request, contributor_id: UUID) -> Response:
        return self.merges(request, contributor_id)


class PartContributor(_Merges):
    kind = CONTRIBUTORS

    @operation(
        "partContributor",
        "Undo the merge of another contributor into this one; the answer is the one that had gone",
        request=shapes.PartHeading,
        answers={200: shapes.HeadingShape},
        example=OTHER,
        answer_example=SHOWN,
        refusals=PARTING,
    )
    def post(self, request: Request, contributor_id: UUID) -> Response:
        return self.parted(request, contributor_id)


class MergedSubject(_Merges):
    kind = SUBJECTS

    @operation(
        "listMergedSubjects",
        "The subjects that were merged into this one, the last first",
        answers={200: shapes.MergedPageShape, 301: None},
        parameters=PAGING,
        refusals=[errors.UnknownHeading, NotAllowed],
    )
    def get(self, request: Request, subject_id: UUID) -> Response:
        return self.merges(request, subject_id)


class PartSubject(_Merges):
    kind = SUBJECTS

    @operation(
        "partSubject",
        "Undo the merge of another subject into this one; the answer is the one that had gone",
        request=shapes.PartHeading,
        answers={200: shapes.HeadingShape},
        example=OTHER,
        answer_example=SHOWN,
        refusals=PARTING,
    )
    def post(self, request: Request, subject_id: UUID) -> Response:
        return self.parted(request, subject_id)
