"""The desk's pages and the API are given the same values about lending: both refuse them, or both
keep the same.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django import forms
from rest_framework.serializers import Serializer

from core.api.serializers import Whole
from loans.api import account_serializers as money_api
from loans.api import hold_serializers as holds_api
from loans.api import policy_serializers as policies_api
from loans.api import serializers as lending_api
from loans.web import account_forms as money_web
from loans.web import forms as lending_web
from loans.web import hold_forms as holds_web
from loans.web import policy_forms as policies_web
from tests.parity.test_both_faces import DAY, LINE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("harbour")]
CHARGE = "0197a3c2-9c11-7b60-8a55-0f6f7a1c9d02"
Verdict = tuple[bool, Any]


@dataclass(frozen=True)
class Pair:
    """A form and a command that ask for the same; ``sent`` is what the command needs beside."""

    form: type[forms.Form]
    command: type[Serializer[Any]]
    sent: dict[str, Any]


ENTRY: dict[str, Any] = {"amount": 60, "branch": "harbour"}
PAIRS = {
    "PAY": Pair(money_web.Pay, money_api.Pay, ENTRY | {"method": "cash"}),
    "WAIVE": Pair(money_web.Waive, money_api.Waive, ENTRY | {"reason": "why"}),
    "CHARGE": Pair(money_web.Charge, money_api.Charge, ENTRY | {"reason": "why"}),
    "REFUND": Pair(money_web.Refund, money_api.Refund, ENTRY | {"method": "cash"}),
    "REVERSE": Pair(
        money_web.Reverse,
        money_api.Reverse,
        {"line_id": CHARGE, "reason": "why", "branch": "harbour"},
    ),
    "RESOLVE": Pair(money_web.Resolve, money_api.Resolve, {"outcome": "not_found"}),
    "SUSPEND": Pair(holds_web.Suspend, holds_api.Suspend, {}),
    "MOVE": Pair(holds_web.Move, holds_api.MoveHold, {"position": 1}),
    "RETURN": Pair(
        lending_web.ScanForm,
        lending_api.DeskReturn,
        {"copy_barcode": "30009000000017", "branch": "harbour"},
    ),
    "POLICY": Pair(policies_web.PolicyForm, policies_api.KeepPolicy, {"name": "Short"}),
}

REASON = [*LINE, "", "  ", "x" * 300, "x" * 301]
METHOD = ["cash", "card", "Cash", "shells", "", "cash "]
WHOLE = ["0", "1", "-1", "32767", "32768", "2147483647", "2147483648", "9" * 30]
CASES = [
    *(("PAY", "note", value) for value in REASON),
    *(("PAY", "method", value) for value in METHOD),
    *(("PAY", "charge_id", value) for value in (CHARGE, "1", "not-an-id")),
    *(("WAIVE", "reason", value) for value in REASON),
    *(("CHARGE", "reason", value) for value in REASON),
    *(("REFUND", "note", value) for value in REASON),
    *(("REFUND", "method", value) for value in METHOD),
    *(("REVERSE", "reason", value) for value in REASON),
    *(
        ("RESOLVE", "outcome", value)
        for value in ("found_by_library", "returned_by_member", "not_found", "eaten", "")
    ),
    *(("SUSPEND", "until", value) for value in DAY if value),
    *(("MOVE", "position", value) for value in WHOLE),
    *(("RETURN", "damage", value) for value in (*LINE, "", "x" * 200, "x" * 201)),
    *(
        ("RETURN", "resolution", value)
        for value in ("", "found_by_library", "returned_by_member", "not_found", "eaten")
    ),
    *(("POLICY", "name", value) for value in (*LINE, "", "x" * 100, "x" * 101)),
    *(
        ("POLICY", name, value)
        for name in ("loan_days", "loan_limit", "renewal_limit", "min_age", "overdue_limit")
        for value in ("0", "1", "99", "100", "3650", "3651", "32767", "32768", "-1")
    ),
    *(("POLICY", name, value) for name in ("valid_from", "term_on") for value in DAY if value),
    *(("POLICY", "closed_days", value) for value in ("ignore", "next_open", "never")),
    *(("POLICY", "renew_from", value) for value in ("today", "due_date", "tomorrow")),
]  # fmt: skip
MONEY = [0, 1, 50, 100, 1_999, 100_000_000, 10**12, -1]


def by_page(pair: Pair, name: str, value: str) -> Verdict:
    form = pair.form({"key": "k", name: value})
    form.is_valid()
    return (name not in form.errors, form.cleaned_data.get(name))


def by_api(pair: Pair, name: str, value: Any) -> Verdict:
    command = pair.command(data={**pair.sent, name: value})
    if command.is_valid():
        return (True, command.validated_data[name])
    return (name not in command.errors, None)


@pytest.mark.parametrize(("pair", "name", "value"), CASES)
def test_both_refuse_it_or_both_keep_the_same(pair: str, name: str, value: str) -> None:
    page = by_page(PAIRS[pair], name, value)
    kind = PAIRS[pair].command().fields[name]
    sent = int(value) if isinstance(kind, Whole) else value
    api = by_api(PAIRS[pair], name, sent)
    assert page[0] == api[0], f"page {page}, api {api}"
    if page[0]:
        assert page[1] == api[1]


@pytest.mark.parametrize("amount", MONEY)
@pytest.mark.parametrize("pair", ["PAY", "WAIVE", "CHARGE", "REFUND"])
def test_both_take_the_same_amounts_of_money(pair: str, amount: int) -> None:
    sign = "-" if amount < 0 else ""
    typed = f"{sign}{abs(amount) // 100}.{abs(amount) % 100:02}"
    page, api = by_page(PAIRS[pair], "amount", typed), by_api(PAIRS[pair], "amount", amount)
    assert page[0] == api[0], f"page {page}, api {api}"
    if page[0]:
        assert page[1] == api[1] == amount


@pytest.mark.parametrize("name", PAIRS)
def test_what_stands_beside_is_accepted_so_that_a_refusal_is_about_the_one(name: str) -> None:
    command: Callable[..., Any] = PAIRS[name].command
    made = command(data=PAIRS[name].sent)
    assert made.is_valid(), made.errors
