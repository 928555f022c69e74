"""Policies over REST: the staff read them, administrators keep them."""

from http import HTTPStatus
from typing import Any, ClassVar
from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.utils import OpenApiParameter
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models.audit import Interface
from catalog.errors import UnknownBranch, UnknownCopyType
from core.api.schema import operation
from core.errors import NotAllowed
from loans import errors
from loans.api import policy_answers as answers
from loans.api import policy_serializers as said
from loans.api import policy_shapes as shapes
from loans.api.endpoint import ONCE, LoanEndpoint
from loans.models import Policy
from loans.selectors import matrix
from loans.services import policies
from loans.services.by import By

UNKNOWN = [UnknownBranch, errors.UnknownCategory, UnknownCopyType]
SENSE = [
    *UNKNOWN,
    errors.PolicyThere,
    errors.PolicyIsDefault,
    errors.EndsBeforeItBegins,
    errors.FixedDateMissing,
    errors.FixedDateIsPast,
]
IF_MATCH = OpenApiParameter(
    "If-Match",
    str,
    OpenApiParameter.HEADER,
    description="The `ETag` of the policy that was looked at: a change since then is a 412.",
)


class StaffEndpoint(LoanEndpoint):
    """Read with ``loans.work_desk``, written with ``to_write``."""

    to_write: ClassVar[str]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Ask for the permission before anything is read."""
        super().initial(request, *args, **kwargs)
        self.need("loans.work_desk" if request.method in SAFE_METHODS else self.to_write)

    @property
    def by(self) -> By:
        """Who writes."""
        return By(self.actor, self.now, Interface.API)


class PolicyEndpoint(StaffEndpoint):
    to_write = "loans.change_policy"

    @property
    def seen(self) -> str:
        """The stamp that ``If-Match`` names, if any."""
        named = self.request.headers.get("If-Match", "").strip()
        return "" if named == "*" else named.removeprefix("W/").strip('"')

    def shown(self, policy: Policy) -> dict[str, Any]:
        """The policy as it stands."""
        return answers.policy(policy, policies.today(policy.branch, self.now))

    def tagged(self, policy: Policy) -> Response:
        """The policy with its ``ETag``."""
        return Response(self.shown(policy), headers={"ETag": f'"{policies.stamp(policy)}"'})


class Policies(PolicyEndpoint):
    @operation(
        "listPolicies",
        "All policies, the widest first",
        answers={200: shapes.PolicyPageShape},
        answer_example={"results": [shapes.POLICY], "next": None, "previous": None},
        refusals=[NotAllowed],
    )
    def get(self, request: Request) -> Response:
        found = [self.shown(policy) for policy in matrix.rules()]
        return Response({"results": found, "next": None, "previous": None})

    @operation(
        "addPolicy",
        "Make a policy; with a later `valid_from` it is a draft until that day",
        request=said.KeepPolicy,
        answers={201: shapes.PolicyShape},
        example=shapes.SAID,
        answer_example=shapes.POLICY,
        refusals=[NotAllowed, *SENSE],
        parameters=[ONCE],
    )
    def post(self, request: Request) -> HttpResponse:
        facts = said.KeepPolicy.facts(request.data)
        heard = said.KeepPolicy.read(request.data)
        return self.once(
            heard,
            lambda: self.shown(policies.add(facts, by=self.by)),
            status=HTTPStatus.CREATED,
        )


class OnePolicy(PolicyEndpoint):
    @operation(
        "getPolicy",
        "A policy, its terms as sentences, and what to know of it",
        answers={200: shapes.PolicyShape},
        answer_example=shapes.POLICY,
        refusals=[NotAllowed, errors.UnknownPolicy],
    )
    def get(self, request: Request, policy_id: UUID) -> Response:
        return self.tagged(matrix.rule(policy_id))

    @operation(
        "changePolicy",
        "Replace all that a policy says; what is left out is as in a new library",
        request=said.KeepPolicy,
        answers={200: shapes.PolicyShape},
        example=shapes.SAID,
        answer_example=shapes.POLICY,
        refusals=[NotAllowed, errors.UnknownPolicy, errors.PolicyChanged, *SENSE],
        parameters=[IF_MATCH],
    )
    def put(self, request: Request, policy_id: UUID) -> Response:
        facts = said.KeepPolicy.facts(request.data)
        return self.tagged(policies.change(policy_id, facts, by=self.by, seen=self.seen))

    @operation(
        "deletePolicy",
        "Delete a policy; loans made under it keep their terms",
        answers={204: None},
        refusals=[
            NotAllowed,
            errors.UnknownPolicy,
            errors.PolicyChanged,
            errors.PolicyIsDefault,
        ],
        parameters=[IF_MATCH],
    )
    def delete(self, request: Request, policy_id: UUID) -> Response:
        policies.remove(policy_id, by=self.by, seen=self.seen)
        return Response(status=HTTPStatus.NO_CONTENT)


class Winner(PolicyEndpoint):
    @operation(
        "whichPolicy",
        "The policy that decides for a branch, a category and a type on a day, and why",
        answers={200: shapes.WinnerShape},
        answer_example=shapes.WINNER,
        parameters=[said.WinnerQuery],
        refusals=[NotAllowed, *UNKNOWN],
    )
    def get(self, request: Request) -> Response:
        heard = said.WinnerQuery.of(request.query_params)
        case, branch = said.case(heard)
        on = heard.get("on") or policies.today(branch, self.now)
        return Response(answers.why(matrix.why(matrix.rules(), case, on)))
