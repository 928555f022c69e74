from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import AuditEntry
from core.errors import LibraryError
from loans import errors
from loans.models import AccountLine, LineKind
from loans.selectors import accounts
from loans.services import ledger, payments
from loans.services.situation import Desk
from members.models import Member
from tests.loans.services.accounts import assert_sound, lines

pytestmark = pytest.mark.django_db


def test_what_is_owed_is_the_sum_of_the_lines(ada: Member, office: Desk) -> None:
    payments.charge(ada.pk, 500, "a lost card", desk=office)
    payments.charge(ada.pk, 250, "a torn page", desk=office)
    payments.pay(ada.pk, 600, "cash", desk=office)
    assert ledger.balance(ada.pk) == 150
    assert lines(ada) == [("manual", 500, 500), ("manual", 250, 100), ("payment", -600, 600)]
    assert_sound(ada)


def test_a_payment_can_be_meant_for_one_charge(ada: Member, office: Desk) -> None:
    payments.charge(ada.pk, 500, "a lost card", desk=office)
    torn = payments.charge(ada.pk, 250, "a torn page", desk=office)
    payments.pay(ada.pk, 250, "card", desk=office, charge_id=torn.pk)
    assert lines(ada) == [("manual", 500, 0), ("manual", 250, 250), ("payment", -250, 250)]


def test_a_reversed_charge_frees_what_was_paid_for_it(ada: Member, office: Desk) -> None:
    wrong = payments.charge(ada.pk, 500, "a lost card", desk=office)
    payments.pay(ada.pk, 500, "cash", desk=office)
    payments.reverse(ada.pk, wrong.pk, "it was found", desk=office)
    assert ledger.balance(ada.pk) == -500
    payments.charge(ada.pk, 300, "a torn page", desk=office)
    assert lines(ada)[-1] == ("manual", 300, 300)
    assert_sound(ada)


def test_a_reversed_payment_is_owed_again(ada: Member, office: Desk) -> None:
    payments.charge(ada.pk, 500, "a lost card", desk=office)
    paid = payments.pay(ada.pk, 500, "cash", desk=office)
    payments.reverse(ada.pk, paid.pk, "typed for the wrong member", desk=office)
    assert ledger.balance(ada.pk) == 500
    assert lines(ada)[0] == ("manual", 500, 0)
    assert_sound(ada)


def test_what_was_waived_never_becomes_money(ada: Member, office: Desk) -> None:
    wrong = payments.charge(ada.pk, 500, "a lost card", desk=office)
    payments.waive(ada.pk, 200, "a hard month", desk=office)
    payments.pay(ada.pk, 300, "cash", desk=office)
    payments.reverse(ada.pk, wrong.pk, "it was found", desk=office)
    assert ledger.balance(ada.pk) == -300
    assert_sound(ada)


@pytest.mark.parametrize("kind", ["charge", "payment", "reversal"])
def test_a_line_is_reversed_once(ada: Member, office: Desk, kind: str) -> None:
    line = payments.charge(ada.pk, 500, "a lost card", desk=office)
    if kind == "payment":
        line = payments.pay(ada.pk, 500, "cash", desk=office)
    opposite = payments.reverse(ada.pk, line.pk, "by mistake", desk=office)
    again = opposite if kind == "reversal" else line
    with pytest.raises(errors.AlreadyReversed):
        payments.reverse(ada.pk, again.pk, "by mistake", desk=office)


def test_a_waiver_that_went_with_its_charge_cannot_be_reversed_too(
    ada: Member, office: Desk
) -> None:
    wrong = payments.charge(ada.pk, 500, "a lost card", desk=office)
    waiver = payments.waive(ada.pk, 500, "a hard month", desk=office)
    payments.reverse(ada.pk, wrong.pk, "it was found", desk=office)
    with pytest.raises(errors.AlreadyReversed):
        payments.reverse(ada.pk, waiver.pk, "by mistake", desk=office)
    assert ledger.balance(ada.pk) == 0


def test_each_entry_leaves_a_word_in_the_trail(ada: Member, office: Desk) -> None:
    line = payments.charge(ada.pk, 500, "a lost card", desk=office)
    payments.waive(ada.pk, 100, "a hard month", desk=office)
    payments.pay(ada.pk, 400, "cash", desk=office)
    payments.reverse(ada.pk, line.pk, "it was found", desk=office)
    payments.refund(ada.pk, 400, "cash", desk=office)
    told = AuditEntry.objects.of_member(ada.pk).values_list("action", flat=True)
    assert list(told) == [
        "account.charged",
        "account.waived",
        "account.paid",
        "account.reversed",
        "account.reversed",
        "account.refunded",
    ]


def test_nobody_elses_lines_are_touched(ada: Member, ben: Member, office: Desk) -> None:
    payments.charge(ben.pk, 500, "a lost card", desk=office)
    payments.charge(ada.pk, 500, "a lost card", desk=office)
    payments.pay(ada.pk, 500, "cash", desk=office)
    assert lines(ben) == [("manual", 500, 0)]


def _charge(member: Member, amount: int, desk: Desk) -> Any:
    return payments.charge(member.pk, amount, "reason", desk=desk)


def _pay(member: Member, amount: int, desk: Desk) -> Any:
    return payments.pay(member.pk, amount, "cash", desk=desk)


def _waive(member: Member, amount: int, desk: Desk) -> Any:
    return payments.waive(member.pk, amount, "reason", desk=desk)


def _refund(member: Member, amount: int, desk: Desk) -> Any:
    return payments.refund(member.pk, amount, "cash", desk=desk)


def _reverse(member: Member, amount: int, desk: Desk) -> Any:
    rows = list(AccountLine.objects.of_member(member.pk))
    return rows and payments.reverse(member.pk, rows[amount % len(rows)].pk, "reason", desk=desk)


def _find_lost(member: Member, amount: int, desk: Desk) -> Any:
    """As when a lost copy is found and all is given back."""
    line = AccountLine.objects.of_member(member.pk).filter(kind=LineKind.MANUAL).first()
    rest = ledger.release(line, by=desk) if line else 0
    return rest and ledger.credit(member.pk, LineKind.FOUND, rest, by=desk, towards=line)


def _change(member: Member, amount: int, desk: Desk) -> Any:
    """As when a fine grows or is set right."""
    line = AccountLine.objects.of_member(member.pk).filter(kind=LineKind.MANUAL).last()
    return (
        line
        and line.rest + line.covered
        and ledger.resize(line, amount, until=desk.now.date(), by=desk)
    )


DEEDS: list[Callable[[Member, int, Desk], Any]] = [
    _charge, _pay, _waive, _refund, _reverse, _find_lost, _change,
]  # fmt: skip


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(st.sampled_from(DEEDS), st.integers(1, 300)), max_size=14))
def test_whatever_is_done_the_ledger_stays_sound(
    ada: Member, office: Desk, deeds: list[tuple[Callable[..., Any], int]]
) -> None:
    AccountLine.objects.filter(member=ada).update(member=None)
    for deed, amount in deeds:
        try:
            deed(ada, amount, office)
        except LibraryError:
            continue
        finally:
            assert_sound(ada)


def test_a_line_that_is_covered_wrongly_is_found(ada: Member, office: Desk) -> None:
    line = payments.charge(ada.pk, 500, "a lost card", desk=office)
    assert not accounts.miscounted().exists()
    AccountLine.objects.filter(pk=line.pk).update(covered=1)
    assert list(accounts.miscounted()) == [line]


def test_of_two_payments_the_later_is_freed_first(ada: Member, office: Desk) -> None:
    line = payments.charge(ada.pk, 500, "a lost card", desk=office)
    first = payments.pay(ada.pk, 200, "cash", desk=office)
    second = payments.pay(ada.pk, 300, "cash", desk=office)
    line.refresh_from_db()
    ledger.resize(line, 400, until=office.now.date(), by=office)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.rest, second.rest) == (0, 100)
    assert_sound(ada)


def test_what_comes_to_nothing_is_no_line(ada: Member, office: Desk) -> None:
    line = payments.charge(ada.pk, 500, "a lost card", desk=office)
    assert ledger.resize(line, 0, until=office.now.date(), by=office) is None
    assert lines(ada) == []


def test_the_lines_of_whoever_was_forgotten_are_left_alone(ada: Member, office: Desk) -> None:
    line = payments.charge(ada.pk, 500, "a lost card", desk=office)
    line.member = None
    with pytest.raises(errors.UnknownLine):
        ledger.reverse(line, by=office)
