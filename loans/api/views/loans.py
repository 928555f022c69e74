"""Loans over REST."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.errors import CopyWithdrawn, UnknownBarcode, UnknownBook
from core import keyset
from core.api.schema import PAGING, operation
from core.api.views import envelope, page_size
from loans import errors
from loans.api import answers, serializers, shapes
from loans.api.endpoint import ONCE, LoanEndpoint
from loans.selectors import records
from loans.services import checkout, renewals, returns
from members.errors import UnknownMember

CHECKOUT_REFUSALS = [
    errors.NotYourAccount,
    errors.EmailNotVerified,
    errors.SelfCheckoutOff,
    UnknownMember,
    UnknownBarcode,
    errors.MemberExpired,
    errors.MemberBlocked,
    CopyWithdrawn,
    errors.CopyOnOrder,
    errors.CopyOnLoan,
    errors.ReferenceOnly,
    errors.AgeRestricted,
    errors.TermIsOver,
    errors.NoOpenDay,
    errors.LoanLimitReached,
    errors.HeldForOther,
    errors.DebtLimitReached,
    errors.OverdueLoans,
    errors.AlreadyOnLoanToMember,
    errors.CopyLost,
    errors.CopyDamaged,
    errors.SameBookOnLoan,
    errors.ConfirmationNeeded,
    errors.OverrideNotAllowed,
    errors.CommentNeeded,
    errors.DueDateNeeded,
    errors.DueDateNotAsked,
    errors.DueDateTooFar,
]
RENEWAL_REFUSALS = [
    errors.NotOnLoan,
    errors.ClaimedReturned,
    errors.CopyLost,
    errors.MemberExpired,
    errors.MemberBlocked,
    errors.DebtLimitReached,
    errors.RenewalLimitReached,
    errors.HeldForOther,
    errors.TooSoon,
    errors.DueDateWouldNotMove,
    errors.NoOpenDay,
]


class Loans(LoanEndpoint):
    @operation(
        "listLoans",
        "One's own loans, newest first; for the staff anyone's",
        answers={200: shapes.LoanPageShape},
        answer_example={"results": [shapes.LOAN], "next": None, "previous": None},
        parameters=[*PAGING, serializers.LoanQuery],
        refusals=[keyset.BadCursor],
    )
    def get(self, request: Request) -> Response:
        rows = records.find(serializers.LoanQuery.wanted(request.query_params), now=self.now)
        page = keyset.page(
            rows if self.desk().is_staffed else rows.filter(member__user=self.actor),
            order=records.ORDER,
            cursor=request.query_params.get("cursor", ""),
            size=page_size(request),
        )
        found = [answers.loan(loan, self.now) for loan in page.rows]
        return Response(envelope(request, page, found))

    @operation(
        "checkOut",
        "Borrow: a certain copy, or any free copy of a book",
        request=serializers.CheckOut,
        answers={201: shapes.LentShape},
        example={"book_id": shapes.LOAN["book_id"], "member_id": shapes.LOAN["member_id"]},
        answer_example=shapes.LENT,
        refusals=[*CHECKOUT_REFUSALS, UnknownBook, errors.NoCopyFree],
        parameters=[ONCE],
    )
    def post(self, request: Request) -> HttpResponse:
        said = serializers.CheckOut.read(request.data)
        return self.once(said, lambda: self._lend(said), status=HTTPStatus.CREATED)

    def _lend(self, said: dict[str, Any]) -> dict[str, object]:
        agreed: dict[str, Any] = {
            "desk": self.desk(),
            "confirmation": said["confirmation"],
            "given": serializers.given(said),
        }
        if "book_id" in said:
            done = checkout.lend_book(said["book_id"], said["member_id"], **agreed)
        else:
            done = checkout.lend_copy(said["copy_barcode"], said["member_id"], **agreed)
        return answers.lent(done, self.now)


class OneLoan(LoanEndpoint):
    @operation(
        "getLoan",
        "A loan: one's own, or for the staff anyone's",
        answers={200: shapes.LoanShape},
        answer_example=shapes.LOAN,
        refusals=[errors.UnknownLoan],
    )
    def get(self, request: Request, loan_id: UUID) -> Response:
        rows = records.loans().filter(pk=loan_id)
        rows = rows if self.desk().is_staffed else rows.filter(member__user=self.actor)
        loan = rows.first()
        if loan is None:
            raise errors.UnknownLoan
        return Response(answers.loan(loan, self.now))


class Return(LoanEndpoint):
    @operation(
        "returnLoan",
        "Bring back what is on loan",
        request=serializers.Nothing,
        answers={200: shapes.ReturnedShape},
        answer_example=shapes.RETURNED,
        refusals=[
            errors.UnknownLoan,
            errors.NotYourAccount,
            errors.AlreadyReturned,
            errors.ClaimNeedsResolution,
        ],
        parameters=[ONCE],
    )
    def post(self, request: Request, loan_id: UUID) -> HttpResponse:
        said = serializers.Nothing.read(request.data)
        return self.once(said, lambda: self._take_back(loan_id))

    def _take_back(self, loan_id: UUID) -> dict[str, object]:
        return answers.returned(returns.return_loan(loan_id, desk=self.desk()), self.now)


class Renew(LoanEndpoint):
    @operation(
        "renewLoan",
        "Keep it longer",
        request=serializers.Nothing,
        answers={200: shapes.RenewedShape},
        answer_example=shapes.RENEWED,
        refusals=[errors.UnknownLoan, *RENEWAL_REFUSALS],
        parameters=[ONCE],
    )
    def post(self, request: Request, loan_id: UUID) -> HttpResponse:
        said = serializers.Nothing.read(request.data)
        return self.once(said, lambda: self._renew(loan_id))

    def _renew(self, loan_id: UUID) -> dict[str, object]:
        return answers.renewed(renewals.renew(loan_id, desk=self.desk()), self.now)


class RenewAll(LoanEndpoint):
    @operation(
        "renewAllLoans",
        "Keep everything longer; each loan has its own answer",
        request=serializers.RenewAll,
        answers={200: shapes.OutcomesShape},
        example={},
        answer_example={
            "results": [
                {
                    "loan": shapes.LOAN | {"renewals": 1},
                    "renewed": True,
                    "steps": shapes.STEPS,
                    "refusal": None,
                }
            ]
        },
        refusals=[errors.NotYourAccount, UnknownMember],
        parameters=[ONCE],
    )
    def post(self, request: Request) -> HttpResponse:
        said = serializers.RenewAll.read(request.data)
        return self.once(said, lambda: self._renew_all(**said))

    def _renew_all(self, member_id: UUID | None = None) -> dict[str, object]:
        whose = member_id or records.member_of(self.actor)
        if whose is None:
            raise UnknownMember
        tried = renewals.renew_all(whose, desk=self.desk())
        return {"results": [answers.outcome(each, self.now) for each in tried]}


class Availability(LoanEndpoint):
    @operation(
        "lookAtCheckOut",
        "What would stand between a member and a copy, and until when it would be lent",
        answers={200: shapes.AvailabilityShape},
        answer_example=shapes.AVAILABILITY,
        parameters=[serializers.AvailabilityQuery],
        refusals=[errors.NotYourAccount, UnknownMember, UnknownBarcode],
    )
    def get(self, request: Request) -> Response:
        said = serializers.AvailabilityQuery.of(request.query_params)
        seen = checkout.look(said["copy_barcode"], said["member_id"], desk=self.desk())
        return Response(answers.availability(seen))
