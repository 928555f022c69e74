"""Loans that go wrong, over REST: lost copies, and claims of having returned one."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from rest_framework.request import Request

from core.api.schema import operation
from core.errors import NotAllowed
from loans import errors
from loans.api import account_serializers, answers, serializers, shapes
from loans.api.endpoint import ONCE, LoanEndpoint
from loans.models import Loan
from loans.selectors import records
from loans.services import claims, lost
from loans.services.claims import Outcome

CONTEXT = [NotAllowed, errors.UnknownLoan, errors.NotOnLoan]
LOST = shapes.LOAN | {"lost_at": "2026-05-30T09:30:00Z"}
CLAIMED = shapes.LOAN | {"claimed_returned_at": "2026-05-30T09:30:00Z"}


class TroubledEndpoint(LoanEndpoint):
    """A deed of the staff on a loan that did not go as it should."""

    def shown(self, loan: Loan) -> dict[str, Any]:
        """The loan as it stands now."""
        return answers.loan(records.loans().get(pk=loan.pk), self.now)


class Lost(TroubledEndpoint):
    @operation(
        "declareLost",
        "The member has lost it: charge the copy; the loan stays open until it is found",
        request=serializers.Nothing,
        answers={200: shapes.LoanShape},
        answer_example=LOST,
        refusals=[*CONTEXT, errors.AlreadyLost],
        parameters=[ONCE],
    )
    def post(self, request: Request, loan_id: UUID) -> HttpResponse:
        said = serializers.Nothing.read(request.data)
        return self.once(said, lambda: self.shown(lost.declare(loan_id, desk=self.desk())))


class WriteOff(TroubledEndpoint):
    @operation(
        "writeOff",
        "Close the loan of a lost copy that is paid for; the copy stays lost",
        request=serializers.Nothing,
        answers={200: shapes.LoanShape},
        answer_example=LOST | {"returned_at": "2026-09-01T09:30:00Z"},
        refusals=[*CONTEXT, errors.NotLost, errors.NotSettled],
        parameters=[ONCE],
    )
    def post(self, request: Request, loan_id: UUID) -> HttpResponse:
        said = serializers.Nothing.read(request.data)
        return self.once(said, lambda: self.shown(lost.write_off(loan_id, desk=self.desk())))


class Claim(TroubledEndpoint):
    @operation(
        "claimReturned",
        "The member says that it was returned: the fine rests until the claim is resolved",
        request=serializers.Nothing,
        answers={200: shapes.LoanShape},
        answer_example=CLAIMED,
        refusals=[*CONTEXT, errors.ClaimedReturned, errors.AlreadyLost],
        parameters=[ONCE],
    )
    def post(self, request: Request, loan_id: UUID) -> HttpResponse:
        said = serializers.Nothing.read(request.data)
        return self.once(said, lambda: self.shown(claims.claim(loan_id, desk=self.desk())))


class ClaimWithdrawal(TroubledEndpoint):
    @operation(
        "withdrawClaim",
        "The member has found it at home: the loan goes on",
        request=serializers.Nothing,
        answers={200: shapes.LoanShape},
        answer_example=shapes.LOAN,
        refusals=[*CONTEXT, errors.NotClaimed],
        parameters=[ONCE],
    )
    def post(self, request: Request, loan_id: UUID) -> HttpResponse:
        said = serializers.Nothing.read(request.data)
        return self.once(said, lambda: self.shown(claims.withdraw(loan_id, desk=self.desk())))


class ClaimResolution(TroubledEndpoint):
    @operation(
        "resolveClaim",
        "End a claim: found in the library, brought by the member, or not found and so lost",
        request=account_serializers.Resolve,
        answers={200: shapes.LoanShape},
        example={"outcome": "found_by_library"},
        answer_example=CLAIMED | {"returned_at": "2026-06-02T09:30:00Z"},
        refusals=[*CONTEXT, errors.NotClaimed],
        parameters=[ONCE],
    )
    def post(self, request: Request, loan_id: UUID) -> HttpResponse:
        self.need("loans.work_desk")
        said = account_serializers.Resolve.read(request.data)
        return self.once(said, lambda: self._resolve(loan_id, **said))

    def _resolve(self, loan_id: UUID, outcome: str) -> dict[str, Any]:
        return self.shown(claims.resolve(loan_id, Outcome(outcome), desk=self.desk()))
