"""Holds over REST."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.errors import UnknownBarcode, UnknownBook, UnknownBranch
from core import keyset
from core.api.schema import PAGING, operation
from core.api.views import envelope, page_size
from core.errors import NotAllowed
from loans import errors
from loans.api import hold_serializers as said
from loans.api import hold_shapes as shapes
from loans.api import serializers
from loans.api.endpoint import ONCE, LoanEndpoint, branch_called
from loans.models import Hold
from loans.selectors import deed_log, holds_shown, records
from loans.services import holds
from members.errors import UnknownMember

PLACE_REFUSALS = [
    errors.NotYourAccount,
    errors.EmailNotVerified,
    UnknownMember,
    UnknownBook,
    UnknownBarcode,
    UnknownBranch,
    errors.MemberExpired,
    errors.MemberBlocked,
    errors.DebtLimitReached,
    errors.AlreadyOnHold,
    errors.AlreadyOnLoanToMember,
    errors.NoHoldableCopy,
    errors.HoldLimitReached,
]
HOLD_REFUSALS = [errors.UnknownHold, errors.HoldEnded, errors.HoldChanged]
QUEUE_REFUSALS = [*HOLD_REFUSALS, errors.HoldIsSetAside]


class HoldEndpoint(LoanEndpoint):
    """Holds: one's own, or for the staff anyone's."""

    def seen(self, hold_id: UUID) -> dict[str, Any]:
        """A hold as it stands. Raises ``UnknownHold``, which is also what a stranger is told."""
        rows = holds_shown.holds().filter(pk=hold_id)
        desk = self.desk()
        found = list(rows if desk.is_staffed else rows.filter(member__user=desk.actor))
        if not found:
            raise errors.UnknownHold
        return holds_shown.shown(found, now=self.now)[0]

    def changed(self, heard: dict[str, Any], hold_id: UUID, deed: Any) -> HttpResponse:
        """The hold as it stands after ``deed``."""

        def answer() -> dict[str, Any]:
            done: Hold = deed(hold_id, desk=self.desk())
            return self.seen(done.pk)

        return self.once(heard, answer)


class Holds(HoldEndpoint):
    @operation(
        "listHolds",
        "One's own holds, newest first; for the staff anyone's",
        answers={200: shapes.HoldPageShape},
        answer_example={"results": [shapes.HOLD], "next": None, "previous": None},
        parameters=[*PAGING, said.HoldQuery],
        refusals=[keyset.BadCursor],
    )
    def get(self, request: Request) -> Response:
        rows, desk = holds_shown.find(said.HoldQuery.wanted(request.query_params)), self.desk()
        page = keyset.page(
            rows if desk.is_staffed else rows.filter(member__user=desk.actor),
            order=holds_shown.ORDER,
            cursor=request.query_params.get("cursor", ""),
            size=page_size(request),
        )
        return Response(envelope(request, page, holds_shown.shown(page.rows, now=self.now)))

    @operation(
        "placeHold",
        "Wait for a book, or for one copy of it",
        request=said.PlaceHold,
        answers={201: shapes.PlacedShape},
        example=shapes.PLACE,
        answer_example=shapes.PLACED,
        refusals=PLACE_REFUSALS,
        parameters=[ONCE],
    )
    def post(self, request: Request) -> HttpResponse:
        heard = said.PlaceHold.read(request.data)
        return self.once(heard, lambda: self._place(**heard), status=HTTPStatus.CREATED)

    def _place(
        self,
        pickup_branch: str,
        book_id: UUID | None = None,
        copy_barcode: str = "",
        member_id: UUID | None = None,
    ) -> dict[str, Any]:
        pickup, desk = branch_called(pickup_branch), self.desk()
        whose = member_id or records.member_of(desk.actor)
        if whose is None:
            raise UnknownMember
        if book_id:
            return self.placed(holds.on_book(book_id, whose, pickup=pickup, desk=desk))
        return self.placed(holds.on_copy(copy_barcode, whose, pickup=pickup, desk=desk))

    def placed(self, hold: Hold) -> dict[str, Any]:
        """A hold that was placed, and the deed that takes it back."""
        rows = list(holds_shown.holds().filter(pk=hold.pk))
        return holds_shown.shown(rows, now=self.now)[0] | {
            "deed_id": deed_log.newest_about(hold.pk)
        }


class OneHold(HoldEndpoint):
    @operation(
        "getHold",
        "A hold: one's own, or for the staff anyone's",
        answers={200: shapes.HoldShape},
        answer_example=shapes.HOLD,
        refusals=[errors.UnknownHold],
    )
    def get(self, request: Request, hold_id: UUID) -> Response:
        return Response(self.seen(hold_id))

    @operation(
        "cancelHold",
        "Give a hold up; a copy that waits for it goes to the next",
        answers={204: None},
        refusals=HOLD_REFUSALS,
    )
    def delete(self, request: Request, hold_id: UUID) -> HttpResponse:
        holds.cancel(hold_id, desk=self.desk())
        return HttpResponse(status=HTTPStatus.NO_CONTENT)


class Suspend(HoldEndpoint):
    @operation(
        "suspendHold",
        "Be passed over for a while, and keep one's place",
        request=said.Suspend,
        answers={200: shapes.HoldShape},
        example={"until": "2026-06-01"},
        answer_example=shapes.SUSPENDED,
        refusals=[*QUEUE_REFUSALS, errors.DayIsPast],
        parameters=[ONCE],
    )
    def post(self, request: Request, hold_id: UUID) -> HttpResponse:
        heard = said.Suspend.read(request.data)
        return self.changed(heard, hold_id, lambda pk, desk: holds.suspend(pk, **heard, desk=desk))


class Resume(HoldEndpoint):
    @operation(
        "resumeHold",
        "Be served again",
        request=serializers.Nothing,
        answers={200: shapes.HoldShape},
        answer_example=shapes.HOLD,
        refusals=QUEUE_REFUSALS,
        parameters=[ONCE],
    )
    def post(self, request: Request, hold_id: UUID) -> HttpResponse:
        return self.changed(serializers.Nothing.read(request.data), hold_id, holds.resume)


class Pickup(HoldEndpoint):
    @operation(
        "changeHoldPickup",
        "Pick it up at another branch",
        request=said.ChangePickup,
        answers={200: shapes.HoldShape},
        example={"pickup_branch": "harbour"},
        answer_example=shapes.HOLD,
        refusals=[*QUEUE_REFUSALS, UnknownBranch],
        parameters=[ONCE],
    )
    def post(self, request: Request, hold_id: UUID) -> HttpResponse:
        heard = said.ChangePickup.read(request.data)

        def deed(pk: UUID, desk: Any) -> Hold:
            pickup = branch_called(heard["pickup_branch"])
            return holds.change_pickup(pk, pickup=pickup, desk=desk)

        return self.changed(heard, hold_id, deed)


class Move(HoldEndpoint):
    @operation(
        "moveHold",
        "Give a hold another place in the queue; for the staff",
        request=said.MoveHold,
        answers={200: shapes.HoldShape},
        example={"position": 1},
        answer_example=shapes.HOLD | {"position": 1},
        refusals=[NotAllowed, *QUEUE_REFUSALS],
        parameters=[ONCE],
    )
    def post(self, request: Request, hold_id: UUID) -> HttpResponse:
        self.need("loans.work_desk")
        heard = said.MoveHold.read(request.data)
        return self.changed(heard, hold_id, lambda pk, desk: holds.move(pk, **heard, desk=desk))
