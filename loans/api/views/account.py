"""Members' accounts over REST."""

from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.errors import UnknownBranch
from core import keyset
from core.api.schema import PAGING, operation
from core.api.views import envelope, page_size
from core.errors import NotAllowed
from loans import errors
from loans.api import account_serializers as said
from loans.api import account_shapes as shapes
from loans.api.endpoint import ONCE, LoanEndpoint, branch_called
from loans.models import AccountLine
from loans.selectors import accounts, deed_log, records
from loans.services import ledger, payments
from members.errors import UnknownMember
from members.models import Member

CONTEXT = [NotAllowed, UnknownMember, UnknownBranch]
AMOUNT: dict[str, Any] = {"amount": 60, "branch": "harbour"}


class AccountEndpoint(LoanEndpoint):
    """An account, and the entries that are made in it."""

    def account(self, request: Request, member_id: UUID) -> Response:
        """A page of the account, the newest line first."""
        page = keyset.page(
            accounts.lines(member_id),
            order=accounts.ORDER,
            cursor=request.query_params.get("cursor", ""),
            size=page_size(request),
        )
        results = [accounts.shown(line) for line in page.rows]
        return Response(_state(member_id) | envelope(request, page, results))

    def enter(
        self, heard: dict[str, Any], member_id: UUID, deed: Callable[..., AccountLine]
    ) -> HttpResponse:
        """The answer to an entry that ``deed`` makes at the branch that was named."""

        def answer() -> dict[str, Any]:
            rest = {name: value for name, value in heard.items() if name != "branch"}
            line = deed(**rest, desk=self.desk(branch_called(heard["branch"])))
            entry = {"line": accounts.shown(line), "deed_id": deed_log.newest_about(line.pk)}
            return _state(member_id) | entry

        return self.once(heard, answer, status=HTTPStatus.CREATED)


def _state(member_id: UUID) -> dict[str, Any]:
    return {"currency": settings.CURRENCY, "balance": ledger.balance(member_id)}


class Mine(AccountEndpoint):
    @operation(
        "getMyAccount",
        "What I owe and have paid, the newest first",
        answers={200: shapes.AccountShape},
        answer_example=shapes.ACCOUNT,
        parameters=PAGING,
        refusals=[UnknownMember, keyset.BadCursor],
    )
    def get(self, request: Request) -> Response:
        member_id = records.member_of(self.desk().actor)
        if member_id is None:
            raise UnknownMember
        return self.account(request, member_id)


class OfMember(AccountEndpoint):
    @operation(
        "getAccount",
        "What a member owes and has paid, the newest first; for the staff",
        answers={200: shapes.AccountShape},
        answer_example=shapes.ACCOUNT,
        parameters=PAGING,
        refusals=[NotAllowed, UnknownMember, keyset.BadCursor],
    )
    def get(self, request: Request, member_id: UUID) -> Response:
        self.need("loans.work_desk")
        if not Member.objects.filter(pk=member_id).exists():
            raise UnknownMember
        return self.account(request, member_id)


class Payments(AccountEndpoint):
    @operation(
        "pay",
        "Take money from a member: for one charge, or for the oldest",
        request=said.Pay,
        answers={201: shapes.EnteredShape},
        example=AMOUNT | {"method": "cash"},
        answer_example=shapes.PAID,
        refusals=[*CONTEXT, errors.UnknownLine, errors.MoreThanOwed],
        parameters=[ONCE],
    )
    def post(self, request: Request, member_id: UUID) -> HttpResponse:
        self.need("loans.work_desk")
        heard = said.Pay.read(request.data)
        return self.enter(heard, member_id, partial(payments.pay, member_id))


class Waivers(AccountEndpoint):
    @operation(
        "waive",
        "Let a member off a charge, or the oldest",
        request=said.Waive,
        answers={201: shapes.EnteredShape},
        example=AMOUNT | {"reason": "The book drop was jammed."},
        answer_example=shapes.entered(kind="waiver", note="The book drop was jammed."),
        refusals=[*CONTEXT, errors.UnknownLine, errors.MoreThanOwed],
        parameters=[ONCE],
    )
    def post(self, request: Request, member_id: UUID) -> HttpResponse:
        self.need("loans.waive_charge")
        heard = said.Waive.read(request.data)
        return self.enter(heard, member_id, partial(payments.waive, member_id))


class Charges(AccountEndpoint):
    @operation(
        "charge",
        "Charge a member by hand",
        request=said.Charge,
        answers={201: shapes.EnteredShape},
        example=AMOUNT | {"reason": "A new card"},
        answer_example=shapes.entered(kind="manual", amount=60, open_amount=60, note="A new card"),
        refusals=CONTEXT,
        parameters=[ONCE],
    )
    def post(self, request: Request, member_id: UUID) -> HttpResponse:
        self.need("loans.charge_member")
        heard = said.Charge.read(request.data)
        return self.enter(heard, member_id, partial(payments.charge, member_id))


class Refunds(AccountEndpoint):
    @operation(
        "refund",
        "Pay out what a member has to their credit",
        request=said.Refund,
        answers={201: shapes.EnteredShape},
        example=AMOUNT | {"method": "cash"},
        answer_example=shapes.entered(kind="payout", amount=60, method="cash", receipt=1043),
        refusals=[*CONTEXT, errors.MoreThanCredit],
        parameters=[ONCE],
    )
    def post(self, request: Request, member_id: UUID) -> HttpResponse:
        self.need("loans.refund_member")
        heard = said.Refund.read(request.data)
        return self.enter(heard, member_id, partial(payments.refund, member_id))


class Reversals(AccountEndpoint):
    @operation(
        "reverse",
        "Take back an entry that should not have been made",
        request=said.Reverse,
        answers={201: shapes.EnteredShape},
        example={"line_id": shapes.PAYMENT["id"], "reason": "Typed twice", "branch": "harbour"},
        answer_example=shapes.entered(
            kind="reversal", amount=60, note="Typed twice", reverses_id=shapes.PAYMENT["id"]
        ),
        refusals=[*CONTEXT, errors.UnknownLine, errors.AlreadyReversed, errors.StillGrowing],
        parameters=[ONCE],
    )
    def post(self, request: Request, member_id: UUID) -> HttpResponse:
        self.need("loans.reverse_line")
        heard = said.Reverse.read(request.data)
        return self.enter(heard, member_id, partial(payments.reverse, member_id))
