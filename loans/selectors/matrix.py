"""Which policy decides which lending, and why: for any branch, category and type, on any day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from catalog.models import Branch, CopyType
from loans import errors
from loans.domain import policies
from loans.models import Policy
from members.models import Category


@dataclass(frozen=True)
class Reason:
    """Why a policy for the same case does not decide it: ``wider`` (it names less, or what weighs
    less), or ``older`` (a later one for the same things is in force).
    """

    policy: Policy
    code: str


@dataclass(frozen=True)
class Why:
    """The policy that decides a case on a day, the weaker ones in their order, and those that will
    decide it from a later day on.
    """

    case: policies.Case
    on: date
    winner: Policy
    weaker: Sequence[Reason]
    to_come: Sequence[Policy]


@dataclass(frozen=True)
class Cell:
    """One type of copy in the row of a category."""

    copy_type: CopyType
    policy: Policy


@dataclass(frozen=True)
class Row:
    """One category of members."""

    category: Category
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Choices:
    """All that a policy can name."""

    branches: Sequence[Branch]
    categories: Sequence[Category]
    types: Sequence[CopyType]


def choices() -> Choices:
    """The branches in use, the categories and the types; three statements."""
    return Choices(
        list(Branch.objects.open()), list(Category.objects.all()), list(CopyType.objects.all())
    )


def rules() -> list[Policy]:
    """Every policy with what it names, the widest first; one statement."""
    named = Policy.objects.select_related("branch", "member_category", "copy_type")
    return sorted(named, key=_in_order)


def rule(policy_id: UUID) -> Policy:
    """One policy with what it names. Raises ``UnknownPolicy``."""
    named = Policy.objects.select_related("branch", "member_category", "copy_type")
    found = named.filter(pk=policy_id).first()
    if found is None:
        raise errors.UnknownPolicy
    return found


def winner(case: policies.Case, on: date) -> Policy:
    """The policy that decides ``case`` on ``on``; one statement."""
    return policies.best(Policy.objects.for_case(case, on), case)


def matrix(known: Sequence[Policy], branch_id: UUID, within: Choices, on: date) -> list[Row]:
    """For a branch, the deciding policy of every category and type on ``on``. No statement: it
    works on the ``rules`` that are known.
    """
    here = [rule for rule in known if rule.holds_on(on) and rule.branch_id in (None, branch_id)]
    return [Row(each, _cells(here, branch_id, each, within.types)) for each in within.categories]


def why(known: Sequence[Policy], case: policies.Case, on: date) -> Why:
    """What decides ``case`` on ``on``, and what else could have."""
    first, *others = policies.ranked((rule for rule in known if rule.holds_on(on)), case)
    return Why(
        case=case,
        on=on,
        winner=first,
        weaker=[Reason(rule, _reason(rule, first)) for rule in others],
        to_come=_to_come(known, case, on, first),
    )


def _cells(
    known: Sequence[Policy], branch_id: UUID, category: Category, types: Sequence[CopyType]
) -> list[Cell]:
    cases = ((each, policies.Case(branch_id, category.pk, each.pk)) for each in types)
    return [Cell(each, policies.best(known, case)) for each, case in cases]


def _reason(rule: Policy, first: Policy) -> str:
    return "older" if policies.rank(rule) == policies.rank(first) else "wider"


def _to_come(
    known: Sequence[Policy], case: policies.Case, on: date, now_first: Policy
) -> list[Policy]:
    """The drafts that will decide ``case`` when they take effect, as things stand."""
    drafts = [rule for rule in known if rule.valid_from is not None and rule.valid_from > on]
    days = sorted({rule.valid_from for rule in drafts if rule.valid_from})
    winners = []
    for day in days:
        in_force = [rule for rule in known if rule.holds_on(day)]
        decides = policies.best(in_force, case)
        if decides.valid_from == day and decides is not now_first:
            winners.append(decides)
    return winners


def _in_order(rule: Policy) -> tuple[tuple[bool, bool, bool], str, date]:
    return (policies.rank(rule), rule.name.casefold(), rule.valid_from or date.min)
