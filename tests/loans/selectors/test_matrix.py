from datetime import date
from itertools import product
from typing import Any

import pytest

from catalog.models import Branch
from loans.domain import policies
from loans.models import Policy
from loans.selectors import matrix
from loans.services import terms
from tests.factories.catalog import BranchFactory, CopyTypeFactory
from tests.factories.loans import PolicyFactory
from tests.factories.members import CategoryFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 5, 6)


@pytest.fixture
def world(harbour: Branch) -> dict[str, Any]:
    return {
        "branch": harbour,
        "member_category": CategoryFactory(code="child", name="Child"),
        "copy_type": CopyTypeFactory(code="dvd", name="DVD"),
    }


def case(world: dict[str, Any]) -> policies.Case:
    return policies.Case(world["branch"].pk, world["member_category"].pk, world["copy_type"].pk)


def scoped(world: dict[str, Any], *names: str, **said: Any) -> Policy:
    given_ = {name: world[name] for name in names}
    policy: Policy = PolicyFactory(name="+".join(names) or "none", **given_, **said)
    return policy


def test_the_eight_scopes_win_in_their_order(world: dict[str, Any]) -> None:
    order = [
        ("branch", "member_category", "copy_type"),
        ("branch", "member_category"),
        ("branch", "copy_type"),
        ("branch",),
        ("member_category", "copy_type"),
        ("member_category",),
        ("copy_type",),
    ]
    made = [scoped(world, *names) for names in reversed(order)]
    found = matrix.why(matrix.rules(), case(world), TODAY)
    told = [found.winner, *(reason.policy for reason in found.weaker)]
    assert [policies.named(policy) for policy in told] == [*map(list, order), []]
    assert {reason.code for reason in found.weaker} == {"wider"}
    assert found.winner == made[-1]
    assert matrix.winner(case(world), TODAY) == made[-1]
    assert terms.won_by(found.winner) == (
        "It names the branch and the category of members and the type of copy; "
        "no policy in force is drawn closer."
    )


def test_of_two_for_the_same_the_later_wins_and_says_so(world: dict[str, Any]) -> None:
    scoped(world, "branch")
    later = scoped(world, "branch", valid_from=date(2026, 5, 1))
    found = matrix.why(matrix.rules(), case(world), TODAY)
    assert found.winner == later
    assert [reason.code for reason in found.weaker] == ["older", "wider"]


def test_drafts_are_told_when_they_will_decide(world: dict[str, Any]) -> None:
    scoped(world, "branch")
    weak = scoped(world, "copy_type", valid_from=date(2026, 6, 1))
    strong = scoped(world, "branch", "copy_type", valid_from=date(2026, 9, 1))
    found = matrix.why(matrix.rules(), case(world), TODAY)
    assert found.to_come == [strong]
    assert matrix.why(matrix.rules(), case(world), date(2026, 9, 1)).winner == strong
    assert weak not in found.to_come


def test_policies_of_other_branches_and_ended_ones_have_no_part(world: dict[str, Any]) -> None:
    PolicyFactory(branch=BranchFactory(code="hill", name="Hill branch"))
    scoped(world, "branch", valid_until=date(2026, 5, 5))
    found = matrix.why(matrix.rules(), case(world), TODAY)
    assert (found.winner.name, found.weaker) == ("Default", [])
    assert matrix.why(matrix.rules(), case(world), date(2026, 5, 5)).winner.name == "branch"


def test_the_matrix_has_a_winner_in_every_cell(world: dict[str, Any]) -> None:
    CategoryFactory(code="adult", name="Adult")
    CopyTypeFactory(code="book", name="Book")
    scoped(world, "member_category")
    scoped(world, "branch", "copy_type")
    within = matrix.choices()
    rows = matrix.matrix(matrix.rules(), world["branch"].pk, within, TODAY)
    told = {
        (row.category.code, cell.copy_type.code): cell.policy.name
        for row in rows
        for cell in row.cells
        if cell.copy_type.code in ("book", "dvd")
    }
    assert told == {
        ("child", "dvd"): "branch+copy_type",
        ("child", "book"): "member_category",
        ("adult", "dvd"): "branch+copy_type",
        ("adult", "book"): "Default",
    }


def test_it_asks_as_often_for_many_policies_as_for_one(
    world: dict[str, Any], django_assert_num_queries: Any
) -> None:
    for names in product(("branch", ""), ("member_category", "")):
        if any(names):
            scoped(world, *filter(None, names))
    with django_assert_num_queries(4):
        within, known = matrix.choices(), matrix.rules()
        matrix.matrix(known, world["branch"].pk, within, TODAY)
        [terms.scope(rule) for rule in known]
    with django_assert_num_queries(1):
        matrix.winner(case(world), TODAY)
