"""One's own privacy over REST: the reading history, who looked, and leaving."""

from http import HTTPStatus
from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models.audit import Interface
from core import keyset
from core.api.schema import PAGING, operation
from core.api.serializers import Answer, Command, Whole
from core.api.views import envelope, page_size
from members import errors
from members.api.views import MemberEndpoint
from members.models import Member, MemberView
from members.services import leaving, privacy


class History(Command):
    """The body of ``PUT /me/privacy``."""

    keeps_history = serializers.BooleanField()
    months = Whole(
        min_value=1,
        max_value=privacy.MOST_MONTHS,
        allow_null=True,
        required=False,
        default=None,
        help_text="How long; null: until it is turned off.",
    )


class HistoryShape(Answer):
    keeps_history = serializers.BooleanField()
    months = serializers.IntegerField(allow_null=True)


class ChosenShape(HistoryShape):
    forgotten = serializers.IntegerField(help_text="Past loans that were forgotten at once.")


class ViewShape(Answer):
    at = serializers.DateTimeField()
    by = serializers.CharField(help_text="Empty for someone who no longer works here.")
    interface = serializers.CharField()


class ViewPageShape(Answer):
    results = ViewShape(many=True)
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)


class ObjectionShape(Answer):
    code = serializers.CharField()
    message = serializers.CharField()
    things = serializers.ListField(child=serializers.CharField())


class LeavingShape(Answer):
    asked_at = serializers.DateTimeField(allow_null=True)
    objections = ObjectionShape(many=True)


LEAVING_EXAMPLE: dict[str, Any] = {
    "asked_at": "2026-05-06T08:00:00Z",
    "objections": [
        {
            "code": "has_open_loans",
            "message": "Not everything has come back yet. Still on loan: 1.",
            "things": ["A Wizard of Earthsea"],
        }
    ],
}


class Privacy(MemberEndpoint):
    @operation(
        "getMyPrivacy",
        "Whether one's reading history is kept, and for how long",
        answers={200: HistoryShape},
        refusals=[errors.NoMembership],
    )
    def get(self, request: Request) -> Response:
        member = Member.objects.get(pk=self.own_id())
        said = {"keeps_history": member.keeps_history, "months": member.history_months}
        return Response(said)

    @operation(
        "choosePrivacy",
        "Keep a reading history or none; what is kept for too long is forgotten at once, for good",
        request=History,
        answers={200: ChosenShape},
        example={"keeps_history": True, "months": 24},
        answer_example={"keeps_history": True, "months": 24, "forgotten": 0},
        refusals=[errors.NoMembership],
    )
    def put(self, request: Request) -> Response:
        own_id, said = self.own_id(), History.read(request.data)
        forgotten = privacy.choose(
            own_id, **said, actor=self.actor, now=self.now, interface=Interface.API
        )
        return Response(said | {"forgotten": forgotten})


class Views(MemberEndpoint):
    @operation(
        "listMyViews",
        "Who on the staff looked at one's record, the latest first",
        answers={200: ViewPageShape},
        parameters=PAGING,
        refusals=[errors.NoMembership, keyset.BadCursor],
    )
    def get(self, request: Request) -> Response:
        page = keyset.page(
            MemberView.objects.filter(member=self.own_id()).select_related("actor"),
            order=("-at", "-id"),
            cursor=request.query_params.get("cursor", ""),
            size=page_size(request),
        )
        return Response(envelope(request, page, [_view(each) for each in page.rows]))


class Leaving(MemberEndpoint):
    @operation(
        "getMyLeaving",
        "Whether one has asked to leave, and what stands against it",
        answers={200: LeavingShape},
        refusals=[errors.NoMembership],
    )
    def get(self, request: Request) -> Response:
        return Response(_leaving(Member.objects.get(pk=self.own_id())))

    @operation(
        "leave",
        "Leave the library: at once (204), or when what stands against it is settled (202)",
        answers={202: LeavingShape, 204: None},
        answer_example=LEAVING_EXAMPLE,
        refusals=[errors.NoMembership, errors.MemberProtected],
    )
    def post(self, request: Request) -> Response:
        own_id = self.own_id()
        gone = leaving.ask(own_id, actor=self.actor, now=self.now, interface=Interface.API)
        if gone is not None:
            return Response(status=HTTPStatus.NO_CONTENT)
        return Response(_leaving(Member.objects.get(pk=own_id)), status=HTTPStatus.ACCEPTED)

    @operation(
        "stay",
        "Withdraw the wish to leave",
        answers={204: None},
        refusals=[errors.NoMembership, errors.NotLeaving],
    )
    def delete(self, request: Request) -> Response:
        own_id = self.own_id()
        leaving.withdraw(own_id, actor=self.actor, now=self.now, interface=Interface.API)
        return Response(status=HTTPStatus.NO_CONTENT)


def _view(seen: MemberView) -> dict[str, Any]:
    return {
        "at": seen.at,
        "by": seen.actor.name if seen.actor else "",
        "interface": seen.interface,
    }


def _leaving(member: Member) -> dict[str, Any]:
    return {
        "asked_at": leaving.asked_at(member),
        "objections": [
            {
                "code": each.code,
                "message": str(each),
                "things": [found["message"] for found in each.findings],
            }
            for each in leaving.objections(member)
        ],
    }
