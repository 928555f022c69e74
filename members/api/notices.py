"""Which notices one wants, over REST."""

from typing import Any
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models.audit import Interface
from core.api.schema import operation
from members import errors
from members.api import staff_shapes as shapes
from members.api.views import MemberEndpoint
from members.services import notice_rules, preferences
from members.services.notice_words import NAMES


class OwnNotices(MemberEndpoint):
    @operation(
        "getMyNotices",
        "The kinds of notices, and which of them one wants",
        answers={200: shapes.NoticesShape},
        answer_example=shapes.NOTICES,
        refusals=[errors.NoMembership],
    )
    def get(self, request: Request) -> Response:
        return Response(self._notices(self.own_id()))

    @operation(
        "chooseMyNotices",
        "Get the optional notices that are named, and none of the others",
        request=shapes.ChooseNotices,
        answers={200: shapes.NoticesShape},
        example={"wanted": ["due_soon", "hold_reminder"]},
        answer_example=shapes.NOTICES,
        refusals=[errors.NoMembership, errors.NotOptional],
    )
    def put(self, request: Request) -> Response:
        own_id = self.own_id()
        wanted = shapes.ChooseNotices.read(request.data)["wanted"]
        by: dict[str, Any] = {"actor": self.actor, "now": self.now, "interface": Interface.API}
        preferences.choose(own_id, wanted, **by)
        return Response(self._notices(own_id))

    def _notices(self, member_id: UUID) -> dict[str, Any]:
        unwanted = preferences.unwanted(member_id)
        rows = [
            {
                "event": code,
                "name": NAMES[code],
                "is_optional": rule.event.optional,
                "is_on": rule.is_on,
                "is_wanted": code not in unwanted,
            }
            for code, rule in notice_rules.book(self.now).rules.items()
        ]
        return {"results": rows}
