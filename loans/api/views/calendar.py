"""The calendar of a branch over REST: the staff read it, administrators keep it."""

from datetime import date

from django.http import HttpResponse
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.schema import operation
from core.errors import NotAllowed, NotFound
from loans import errors
from loans.api import policy_answers as answers
from loans.api import policy_serializers as said
from loans.api import policy_shapes as shapes
from loans.api import serializers
from loans.api.endpoint import ONCE, branch_at
from loans.api.views.policies import StaffEndpoint
from loans.services import calendars, due_moves

CONTEXT = [NotAllowed, NotFound]


class CalendarEndpoint(StaffEndpoint):
    to_write = "loans.keep_calendar"


class OneCalendar(CalendarEndpoint):
    @operation(
        "getCalendar",
        "When a branch is open, and the open loans that are due on closed days",
        answers={200: shapes.CalendarShape},
        answer_example=shapes.CALENDAR,
        parameters=[said.CalendarQuery],
        refusals=CONTEXT,
    )
    def get(self, request: Request, code: str) -> Response:
        heard = said.CalendarQuery.of(request.query_params)
        branch = branch_at(code)
        plan = calendars.plan_of(branch.pk)
        since = heard.get("since", date.min)
        return Response(answers.calendar(branch, plan, now=self.now, since=since))

    @operation(
        "changeCalendar",
        "Replace a branch's calendar; the answer tells which loans are now due on closed days",
        request=said.KeepCalendar,
        answers={200: shapes.CalendarShape},
        example=shapes.CALENDAR_SAID,
        answer_example=shapes.CALENDAR,
        refusals=[*CONTEXT, errors.NeverOpen],
    )
    def put(self, request: Request, code: str) -> Response:
        plan = said.KeepCalendar.plan(request.data)
        branch = branch_at(code)
        changed = calendars.replace_with(branch.pk, plan, by=self.by)
        return Response(answers.calendar(branch, changed.plan, now=self.now, since=date.min))


class Moves(CalendarEndpoint):
    @operation(
        "moveDueDates",
        "Move open loans that are due on closed days to the next open day, never to an earlier one",
        request=serializers.Nothing,
        answers={200: shapes.MovedShape},
        answer_example={"moved": 4, "left": 0},
        refusals=CONTEXT,
        parameters=[ONCE],
    )
    def post(self, request: Request, code: str) -> HttpResponse:
        heard = serializers.Nothing.read(request.data)
        branch = branch_at(code)
        return self.once(heard, lambda: vars(due_moves.off_closed_days(branch.pk, by=self.by)))
