"""Undo, and what happened, over REST: for the staff."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from rest_framework.request import Request
from rest_framework.response import Response

from core import keyset
from core.api.schema import PAGING, operation
from core.api.views import envelope, page_size
from core.errors import NotAllowed
from loans import errors
from loans.api import undo_serializers as said
from loans.api import undo_shapes as shapes
from loans.api.endpoint import ONCE, LoanEndpoint
from loans.selectors import deed_log, timeline
from loans.services import undo


class Deeds(LoanEndpoint):
    @operation(
        "listDeeds",
        "What I did at desks today and can undo, the last first",
        answers={200: shapes.DeedsShape},
        answer_example={"results": [shapes.DEED]},
        refusals=[NotAllowed],
    )
    def get(self, request: Request) -> Response:
        self.need("loans.work_desk")
        entries = deed_log.last(self.desk().actor, now=self.now)
        return Response({"results": [deed_log.shown(entry) for entry in entries]})


class Undo(LoanEndpoint):
    @operation(
        "undo",
        "Take a deed of a desk back, while nothing later depends on it",
        request=said.Undo,
        answers={200: shapes.DeedShape},
        example={"deed_id": shapes.DEED["deed_id"]},
        answer_example=shapes.DEED | {"undone_at": "2026-05-06T08:01:10Z"},
        refusals=[
            NotAllowed,
            errors.UnknownDeed,
            errors.DeedOfOther,
            errors.AlreadyUndone,
            errors.LaterDeed,
            errors.ChangedSince,
        ],
        parameters=[ONCE],
    )
    def post(self, request: Request) -> HttpResponse:
        self.need("loans.work_desk")
        heard = said.Undo.read(request.data)
        return self.once(heard, lambda: self._undo(**heard))

    def _undo(self, deed_id: UUID) -> dict[str, Any]:
        done = undo.undo(deed_id, desk=self.desk())
        return deed_log.shown(deed_log.Entry(done.deed, done.about.member, ""))


class Timeline(LoanEndpoint):
    @operation(
        "getTimeline",
        "What happened to a member, a copy, a book or a loan, the newest first",
        answers={200: shapes.TimelineShape},
        answer_example={"results": [shapes.EVENT], "next": None, "previous": None},
        parameters=[*PAGING, said.TimelineQuery],
        refusals=[NotAllowed, keyset.BadCursor],
    )
    def get(self, request: Request) -> Response:
        self.need("members.view_member")
        self.need("loans.work_desk")
        subject, pk = said.TimelineQuery.wanted(request.query_params)
        page = keyset.page(
            timeline.of(subject, pk),
            order=timeline.ORDER,
            cursor=request.query_params.get("cursor", ""),
            size=page_size(request),
        )
        events = [timeline.shown(event) for event in timeline.told(page.rows)]
        return Response(envelope(request, page, events))
