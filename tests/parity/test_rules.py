"""A policy is the same whether it is typed on its page or sent to the API."""

from datetime import date
from typing import Any

import pytest

from catalog.models import Branch
from loans.api.policy_serializers import KeepPolicy
from loans.services import policies
from loans.web import policy_forms
from tests.factories.catalog import CopyTypeFactory
from tests.factories.members import CategoryFactory

pytestmark = pytest.mark.django_db
GOOD: dict[str, Any] = {
    "name": "Films",
    "branch": "harbour",
    "member_category": "adult",
    "copy_type": "book",
    "valid_from": "2026-06-01",
    "valid_until": "2026-12-31",
    "loan_days": 7,
    "renewal_days": 3,
    "renewal_limit": 1,
    "loan_limit": 2,
    "self_checkout": False,
    "min_age": 16,
    "ask_borrowed_before": True,
    "overdue_limit": 1,
    "debt_limit": 1000,
    "closed_days": "open_days_only",
    "term_bound": "not_after",
    "term_on": "2026-12-20",
    "renew_from": "due_date",
    "renew_within_days": 2,
    "auto_renew": True,
    "hold_limit": 1,
    "hold_pickup_days": 3,
    "fine_per_day": 50,
    "grace_days": 2,
    "beyond_grace_only": False,
    "fine_cap": 900,
    "fine_up_to_copy_value": True,
    "fine_open_days_only": False,
    "lost_after_days": 60,
    "replacement_price": 2500,
    "processing_fee": 300,
    "found_refund": "all",
    "found_within_days": 30,
}
MONEY = {"debt_limit", "fine_per_day", "fine_cap", "replacement_price", "processing_fee"}


@pytest.fixture
def ids(harbour: Branch) -> dict[str, str]:
    return {
        "branch": str(harbour.pk),
        "member_category": str(CategoryFactory().pk),
        "copy_type": str(CopyTypeFactory().pk),
    }


def typed(said: dict[str, Any], ids: dict[str, str]) -> policy_forms.PolicyForm:
    """``said`` as somebody fills it into the page."""
    shown = {name: value / 100 if name in MONEY else value for name, value in said.items()}
    shown = {name: "on" if value is True else value for name, value in shown.items()}
    return policy_forms.PolicyForm(
        {name: value for name, value in (shown | ids).items() if value is not False}
    )


def test_both_know_every_fact_and_keep_the_same(ids: dict[str, str]) -> None:
    assert set(GOOD) == set(policies.NAMES) == set(KeepPolicy().fields)
    form = typed(GOOD, ids)
    assert form.is_valid(), form.errors
    facts = policy_forms.facts(form.cleaned_data)
    assert facts == KeepPolicy.facts(GOOD)
    assert (facts.valid_from, facts.debt_limit) == (date(2026, 6, 1), 1000)
    plain = policies.Facts(name="")
    differs = [name for name in policies.NAMES if getattr(facts, name) != getattr(plain, name)]
    assert differs == list(policies.NAMES), "a fact that is as by itself proves nothing"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("name", ""),
        ("name", "x" * 101),
        ("name", "a\0b"),
        *((name, -1) for name, value in GOOD.items() if isinstance(value, int) and value > 1),
        *(
            (name, 10**12)
            for name, value in GOOD.items()
            if isinstance(value, int) and not isinstance(value, bool)
        ),
        ("loan_days", 0),
        ("renewal_days", 0),
        ("hold_pickup_days", 0),
        ("min_age", 100),
        ("closed_days", "perhaps"),
        ("term_bound", "perhaps"),
        ("renew_from", "perhaps"),
        ("found_refund", "perhaps"),
        ("valid_from", "2026-02-30"),
        ("term_on", "soon"),
    ],
)
def test_both_refuse_the_same(ids: dict[str, str], name: str, value: Any) -> None:
    said = GOOD | {name: value}
    assert name in typed(said, ids).errors
    command = KeepPolicy(data=said)
    assert not command.is_valid()
    assert name in command.errors
