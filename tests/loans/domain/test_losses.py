from datetime import date
from typing import Any

import pytest

from loans.domain import losses

DUE_ON = date(2026, 5, 6)


@pytest.mark.parametrize(
    ("term", "day"), [(0, date(2026, 5, 7)), (1, date(2026, 5, 7)), (30, date(2026, 6, 5))]
)
def test_a_loan_counts_as_lost_so_many_days_after_it_was_due(term: int, day: date) -> None:
    assert losses.day(DUE_ON, {"lost_after_days": term}) == day


@pytest.mark.parametrize("terms", [{}, {"lost_after_days": None}])
def test_without_a_term_it_never_does(terms: dict[str, Any]) -> None:
    assert losses.after(terms) is None
    assert losses.day(DUE_ON, terms) is None


@pytest.mark.parametrize("term", ["soon", "30", -1, 2.5, True, [], 10**9])
def test_what_is_no_number_of_days_is_no_term(term: Any) -> None:
    with pytest.raises(losses.UnreadableTerm):
        losses.after({"lost_after_days": term})
    assert losses.day(DUE_ON, {"lost_after_days": term}) is None
