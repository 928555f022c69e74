from dataclasses import dataclass, replace
from datetime import date
from itertools import product
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from loans.domain import policies

HERE, CHILD, DVD = UUID(int=1), UUID(int=2), UUID(int=3)
ELSEWHERE = UUID(int=9)
CASE = policies.Case(HERE, CHILD, DVD)


@dataclass(frozen=True)
class Rule:
    branch_id: UUID | None = None
    member_category_id: UUID | None = None
    copy_type_id: UUID | None = None
    valid_from: date | None = None


# The order of the rules of circulation, section 2.
ORDER = [
    Rule(HERE, CHILD, DVD),
    Rule(HERE, CHILD, None),
    Rule(HERE, None, DVD),
    Rule(HERE, None, None),
    Rule(None, CHILD, DVD),
    Rule(None, CHILD, None),
    Rule(None, None, DVD),
    Rule(),
]
ANY = [(None, one, ELSEWHERE) for one in (HERE, CHILD, DVD)]
SCOPES = [Rule(branch, category, kind) for branch, category, kind in product(*ANY)]


def test_all_eight_scopes_win_in_their_order() -> None:
    for place, rule in enumerate(ORDER):
        assert policies.best(reversed(ORDER[place:]), CASE) is rule


def test_a_rule_for_another_branch_category_or_type_does_not_apply() -> None:
    rule = ORDER[0]
    assert not policies.applies(replace(rule, branch_id=ELSEWHERE), CASE)
    assert not policies.applies(replace(rule, member_category_id=ELSEWHERE), CASE)
    assert not policies.applies(replace(rule, copy_type_id=ELSEWHERE), CASE)


@given(st.lists(st.sampled_from(SCOPES), unique=True))
def test_the_best_rule_applies_and_none_that_applies_is_closer(rules: list[Rule]) -> None:
    best = policies.best([*rules, Rule()], CASE)
    applying = [rule for rule in [*rules, Rule()] if policies.applies(rule, CASE)]
    assert best in applying
    assert ORDER.index(best) == min(ORDER.index(rule) for rule in applying)


@given(st.permutations(SCOPES))
def test_the_order_in_which_rules_are_kept_does_not_matter(rules: list[Rule]) -> None:
    assert policies.best(rules, CASE) == ORDER[0]
