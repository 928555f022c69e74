from dataclasses import replace
from typing import Any

import pytest

from loans.domain import returns
from loans.domain.returns import Next

FINE = returns.Facts(
    was_on_loan=True,
    days_late=0,
    lost=False,
    damaged=False,
    withdrawn=False,
    at_other_branch=False,
    set_aside=False,
    goes_elsewhere=False,
    arrived=False,
    wrong_arrival=False,
)


def test_a_copy_in_order_goes_back_to_the_shelf_without_a_word() -> None:
    assert returns.decide(FINE) == returns.Decision(Next.RESHELVE, [])


@pytest.mark.parametrize(
    ("change", "code", "where"),
    [
        ({"was_on_loan": False}, "not_on_loan", Next.RESHELVE),
        ({"days_late": 3}, "returned_late", Next.RESHELVE),
        ({"lost": True}, "found_again", Next.RESHELVE),
        ({"damaged": True}, "copy_damaged", Next.ASK_LIBRARIAN),
        ({"withdrawn": True}, "copy_withdrawn", Next.ASK_LIBRARIAN),
        ({"at_other_branch": True, "goes_elsewhere": True}, "other_branch", Next.SEND_TO_BRANCH),
        ({"wrong_arrival": True, "goes_elsewhere": True}, "wrong_arrival", Next.SEND_TO_BRANCH),
        ({"arrived": True}, "arrived", Next.RESHELVE),
        ({"was_on_loan": False, "arrived": True}, "arrived", Next.RESHELVE),
    ],
)
def test_what_is_odd_is_told_and_decides_where_it_goes(
    change: dict[str, Any], code: str, where: Next
) -> None:
    assert returns.decide(replace(FINE, **change)) == returns.Decision(where, [code])


def test_a_damaged_copy_is_looked_at_before_it_travels() -> None:
    decision = returns.decide(
        replace(FINE, damaged=True, at_other_branch=True, goes_elsewhere=True)
    )
    assert decision.next is Next.ASK_LIBRARIAN


def test_a_copy_that_is_meant_for_someone_waits_for_them_here_or_where_they_are() -> None:
    assert returns.decide(replace(FINE, set_aside=True)).next is Next.HOLD_SHELF
    travelling = replace(FINE, set_aside=True, goes_elsewhere=True)
    assert returns.decide(travelling).next is Next.SEND_TO_BRANCH
    assert returns.decide(replace(FINE, set_aside=True, damaged=True)).next is Next.ASK_LIBRARIAN
