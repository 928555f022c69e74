"""The family over REST: what guardians see of a child and do for it. Holds are placed with
``POST /holds`` and the child's id.
"""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.api.schema import operation
from loans import errors
from loans.api import family_shapes as shapes
from loans.api.endpoint import ONCE, LoanEndpoint
from loans.models import Loan
from loans.selectors import families
from loans.services import family
from members.errors import UnknownMember


class Family(LoanEndpoint):
    @operation(
        "listFamily",
        "Those whom I look after",
        answers={200: shapes.FamilyShape},
        answer_example={"results": [shapes.CHILD]},
    )
    def get(self, request: Request) -> Response:
        found = families.children(self.actor, self.now, clock.day(self.now))
        return Response({"results": [_child(each) for each in found]})


class OneChild(LoanEndpoint):
    @operation(
        "getChild",
        "What a child has and waits for; that of others is not there",
        answers={200: shapes.HomeShape},
        answer_example={"child": shapes.CHILD, "loans": [shapes.LOAN], "holds": []},
        refusals=[UnknownMember],
    )
    def get(self, request: Request, member_id: UUID) -> Response:
        home = families.home(self.actor, member_id, self.now, clock.day(self.now))
        shows = home.child.shows_titles
        return Response(
            {
                "child": _child(home.child),
                "loans": [_loan(each, self.now, shows=shows) for each in home.loans],
                "holds": [
                    {"id": each.pk, "title": each.book.title, "state": each.state}
                    for each in home.holds
                ],
            }
        )


class Renew(LoanEndpoint):
    @operation(
        "renewForChild",
        "Renew a loan of a child",
        request=shapes.RenewForChild,
        answers={200: shapes.ChildLoanShape},
        example={},
        answer_example=shapes.LOAN,
        parameters=[ONCE],
        refusals=[
            UnknownMember,
            errors.UnknownLoan,
            errors.MemberExpired,
            errors.MemberBlocked,
            errors.DebtLimitReached,
            errors.RenewalLimitReached,
            errors.HeldForOther,
            errors.TooSoon,
            errors.DueDateWouldNotMove,
            errors.ClaimedReturned,
        ],
    )
    def post(self, request: Request, member_id: UUID, loan_id: UUID) -> HttpResponse:
        heard = shapes.RenewForChild.read(request.data)
        return self.once(heard, lambda: self._renewed(member_id, loan_id))

    def _renewed(self, member_id: UUID, loan_id: UUID) -> dict[str, Any]:
        loan = family.renew(loan_id, member_id, desk=self.desk()).loan
        home = families.home(self.actor, member_id, self.now, clock.day(self.now))
        return _loan(loan, self.now, shows=home.child.shows_titles)


def _child(seen: families.Child) -> dict[str, Any]:
    member = seen.member
    own = {name: getattr(member, name) for name in ("name", "card_number", "expires_on")}
    counted = ("shows_titles", "on_loan", "overdue", "holds", "owes")
    return {"id": member.pk, **own, **{name: getattr(seen, name) for name in counted}}


def _loan(loan: Loan, now: Any, *, shows: bool) -> dict[str, Any]:
    return {
        "id": loan.pk,
        "title": loan.copy.book.title if shows else None,
        "due_at": loan.due_at,
        "due_on": loan.due_on,
        "is_overdue": loan.is_overdue(now),
        "renewals": loan.renewals,
    }
