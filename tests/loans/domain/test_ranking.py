from dataclasses import dataclass
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from loans.domain import policies


@dataclass(frozen=True)
class Rule:
    branch_id: Any = None
    member_category_id: Any = None
    copy_type_id: Any = None
    valid_from: date | None = None


def asked(*ids: Any) -> policies.Case:
    return policies.Case(*ids)


ids = st.none() | st.integers(0, 2)
days = st.none() | st.dates(date(2026, 1, 1), date(2026, 12, 31))
rules = st.lists(st.builds(Rule, ids, ids, ids, days), max_size=12)
cases = st.builds(asked, *[st.integers(0, 2)] * 3)


@given(rules, cases)
def test_the_winner_applies_and_none_that_applies_is_drawn_closer(
    known: list[Rule], case: policies.Case
) -> None:
    best = policies.best([Rule(), *known], case)
    assert policies.applies(best, case)
    others = [rule for rule in known if policies.applies(rule, case)]
    assert all(policies.rank(rule) <= policies.rank(best) for rule in others)
    same = [rule for rule in others if policies.rank(rule) == policies.rank(best)]
    assert all((rule.valid_from or date.min) <= (best.valid_from or date.min) for rule in same)


@given(rules, cases)
def test_all_that_apply_are_ranked_and_no_others(known: list[Rule], case: policies.Case) -> None:
    ranked = policies.ranked([Rule(), *known], case)
    assert len(ranked) == 1 + sum(policies.applies(rule, case) for rule in known)
    assert ranked[0] == policies.best([Rule(), *known], case)
    assert policies.rank(ranked[-1]) == (False, False, False)


def test_the_default_names_nothing() -> None:
    assert policies.named(Rule()) == []
    assert policies.named(Rule(branch_id=1, copy_type_id=2)) == ["branch", "copy_type"]
