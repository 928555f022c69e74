from dataclasses import replace
from typing import Any

import pytest

from loans.domain import checkout
from loans.domain.checkout import Kind

FINE = checkout.Facts(
    is_self_service=False,
    is_verified=True,
    is_expired=False,
    is_blocked=False,
    self_checkout=True,
    open_loans=0,
    loan_limit=10,
    withdrawn=False,
    on_order=False,
    reference_only=False,
    lost=False,
    damaged=False,
    on_loan_to_other=False,
    on_loan_to_member=False,
    same_book_on_loan=False,
    overdue_loans=0,
    overdue_limit=None,
    owes_too_much=False,
    held_for_other=False,
)


def found(**change: Any) -> list[tuple[str, str]]:
    return [(each.code, str(each.kind)) for each in checkout.findings(replace(FINE, **change))]


def test_nothing_stands_against_a_loan_in_order() -> None:
    assert found() == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"is_expired": True}, "member_expired"),
        ({"is_blocked": True}, "member_blocked"),
        ({"withdrawn": True}, "copy_withdrawn"),
        ({"on_order": True}, "copy_on_order"),
        ({"on_loan_to_other": True}, "copy_on_loan"),
        ({"reference_only": True}, "reference_only"),
        ({"open_loans": 10}, "loan_limit_reached"),
        ({"owes_too_much": True}, "debt_limit_reached"),
        ({"overdue_loans": 2, "overdue_limit": 2}, "overdue_loans"),
        ({"overdue_loans": 1, "overdue_limit": 0}, "overdue_loans"),
        ({"held_for_other": True}, "held_for_other"),
        ({"too_young": True}, "age_restricted"),
        ({"term_is_over": True}, "term_is_over"),
        ({"is_self_service": True, "is_verified": False}, "email_not_verified"),
        ({"is_self_service": True, "self_checkout": False}, "self_checkout_off"),
    ],
)
def test_what_blocks(change: dict[str, Any], code: str) -> None:
    assert found(**change) == [(code, "blocker")]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"lost": True}, "copy_lost"),
        ({"damaged": True}, "copy_damaged"),
        ({"same_book_on_loan": True}, "same_book_on_loan"),
        ({"on_loan_to_member": True}, "already_on_loan_to_member"),
    ],
)
def test_what_is_asked_at_the_desk_stops_a_member_who_is_alone(
    change: dict[str, Any], code: str
) -> None:
    assert found(**change) == [(code, "confirm")]
    assert found(**change, is_self_service=True) == [(code, "blocker")]


@pytest.mark.parametrize(
    ("change", "code"),
    [({"borrowed_before": True}, "borrowed_before"), ({"has_parts": True}, "parts_to_count")],
)
def test_what_only_the_staff_can_answer_stops_no_member_who_is_alone(
    change: dict[str, Any], code: str
) -> None:
    assert found(**change) == [(code, "confirm")]
    assert found(**change, is_self_service=True) == []
    renewed = found(**change, on_loan_to_member=True)
    assert renewed == [("already_on_loan_to_member", "confirm")]


def test_what_is_only_told_is_told_to_the_staff() -> None:
    assert found(overdue_loans=1) == [("overdue_loans", "warning")]
    assert found(overdue_loans=1, is_self_service=True) == []


def test_the_staff_need_no_verified_address_and_no_self_checkout() -> None:
    assert found(is_verified=False, self_checkout=False) == []


def test_a_copy_the_member_has_asks_for_renewal_alone_and_needs_no_place() -> None:
    change = {"on_loan_to_member": True, "same_book_on_loan": True, "open_loans": 10}
    assert found(**change) == [("already_on_loan_to_member", "confirm")]


def test_everything_is_told_blockers_first() -> None:
    both = found(is_blocked=True, withdrawn=True, damaged=True, overdue_loans=2)
    assert [code for code, _kind in both] == [
        "member_blocked",
        "copy_withdrawn",
        "copy_damaged",
        "overdue_loans",
    ]
    codes = checkout.codes(checkout.findings(replace(FINE, lost=True, damaged=True)), Kind.CONFIRM)
    assert codes == ["copy_lost", "copy_damaged"]
