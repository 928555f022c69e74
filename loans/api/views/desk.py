"""The desk over REST, for programs that scan: a kiosk of the staff, a phone at the shelf."""

from dataclasses import replace
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models.audit import Interface
from catalog.errors import UnknownBarcode, UnknownBranch
from core.api.schema import operation
from core.errors import NotAllowed
from loans import errors
from loans.api import answers, desk_shapes, serializers, shapes
from loans.api.endpoint import ONCE, LoanEndpoint, branch_called
from loans.api.views.loans import CHECKOUT_REFUSALS
from loans.selectors import desk as borrowers
from loans.services import checkout, returns
from loans.services.situation import Desk
from members import selectors
from members.errors import CardReplaced, UnknownCard, UnknownMember

CONTEXT = [NotAllowed, UnknownBranch]


class DeskEndpoint(LoanEndpoint):
    """For the staff: ``loans.work_desk``."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Ask for the permission before anything is read."""
        super().initial(request, *args, **kwargs)
        self.need("loans.work_desk")

    def at(self, branch: str) -> Desk:
        """The desk of ``branch``. Raises ``UnknownBranch``."""
        return replace(self.desk(branch_called(branch)), interface=Interface.DESK)


class CheckOut(DeskEndpoint):
    @operation(
        "deskCheckOut",
        "Lend a scanned copy to the member with a scanned card",
        request=serializers.DeskCheckOut,
        answers={201: desk_shapes.DeskLentShape},
        example={
            "card": "20009000000018",
            "copy_barcode": shapes.LOAN["copy_barcode"],
            "branch": "harbour",
        },
        answer_example=desk_shapes.DESK_LENT,
        refusals=[*CONTEXT, *CHECKOUT_REFUSALS, UnknownCard, CardReplaced],
        parameters=[ONCE],
    )
    def post(self, request: Request) -> HttpResponse:
        said = serializers.DeskCheckOut.read(request.data)
        return self.once(said, lambda: self._lend(said), status=HTTPStatus.CREATED)

    def _lend(self, said: dict[str, Any]) -> dict[str, Any]:
        whose = said.get("member_id") or selectors.holder(said["card"])
        done = checkout.lend_copy(
            said["copy_barcode"],
            whose,
            desk=self.at(said["branch"]),
            confirmation=said["confirmation"],
            given=serializers.given(said),
        )
        return answers.lent_at_desk(done, self.now)


class Return(DeskEndpoint):
    @operation(
        "deskReturn",
        "Take back a scanned copy, and say what to do with it",
        request=serializers.DeskReturn,
        answers={200: desk_shapes.DeskReturnedShape},
        example={"copy_barcode": shapes.LOAN["copy_barcode"], "branch": "harbour"},
        answer_example=desk_shapes.DESK_RETURNED,
        refusals=[*CONTEXT, UnknownBarcode, errors.ClaimNeedsResolution],
        parameters=[ONCE],
    )
    def post(self, request: Request) -> HttpResponse:
        said = serializers.DeskReturn.read(request.data)
        return self.once(said, lambda: self._take_back(**said))

    def _take_back(self, copy_barcode: str, branch: str, **said: Any) -> dict[str, Any]:
        done = returns.take_back(copy_barcode, desk=self.at(branch), said=returns.Said(**said))
        return answers.taken_back(done, self.now)


class OneMember(DeskEndpoint):
    @operation(
        "deskMember",
        "What the desk is shown of the member whose card was scanned",
        answers={200: desk_shapes.DeskMemberShape},
        answer_example=desk_shapes.DESK_MEMBER,
        refusals=[*CONTEXT, UnknownCard, CardReplaced, UnknownMember],
        parameters=[serializers.DeskMemberQuery],
    )
    def get(self, request: Request) -> Response:
        said = serializers.DeskMemberQuery.of(request.query_params)
        here, whose = branch_called(said["branch"]), said.get("member_id")
        today = self.desk(here).today(here)
        found = borrowers.borrower(whose or selectors.holder(said["card"]), today)
        if found is None:
            raise UnknownMember
        return Response(answers.borrower(found, self.now, today))
