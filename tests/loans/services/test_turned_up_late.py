"""Copies that turn up while nights are missed, and loans that no night needs to look at again."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from unittest import mock

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from catalog.services import stocktakes
from catalog.services.stocktakes import Shelves
from loans.models import AccountLine, Loan
from loans.services import deeds, ledger, lost, payments, returns, turned_up, undo
from loans.services.situation import Desk
from members.models import Member
from tests.loans.services.accounts import at_night, late_loan
from tests.loans.services.losses import lent_again, night, on_day, taken_in, written_off

pytestmark = pytest.mark.django_db
MODES = ("unpaid", "all", "all")


def looked_at(member: Member, days: int) -> int:
    """How many loans are asked for what could be given back."""
    with mock.patch.object(lost, "is_found_in_time", wraps=lost.is_found_in_time) as asked:
        turned_up.awaited(member.pk, at_night(days).now)
    return asked.call_count


def scanned(loan: Loan, _ben: Member, desk: Desk) -> None:
    said: dict[str, Any] = {"actor": desk.actor, "now": desk.now, "interface": desk.interface}
    count = stocktakes.open_new(Shelves(loan.copy.branch), **said)
    stocktakes.scan(count.pk, loan.copy.barcode, **said)


@pytest.mark.parametrize("seen", [taken_in, lent_again, scanned])
@pytest.mark.parametrize(("found_on", "is_in_time"), [(90, True), (91, False)])
def test_the_first_time_it_was_in_a_hand_counts_though_the_night_comes_late(
    ada: Member,
    ben: Member,
    at_desk: Desk,
    seen: Callable[[Loan, Member, Desk], None],
    found_on: int,
    is_in_time: bool,
) -> None:
    loan = written_off(ada, at_desk)
    loan.copy.refresh_from_db()
    seen(loan, ben, on_day(at_desk, found_on))
    returns.take_back(loan.copy.barcode, desk=on_day(at_desk, 93))
    assert night(95) == [True] * is_in_time


def test_what_was_undone_was_not_the_first_time_even_when_its_deed_is_forgotten(
    ada: Member, at_desk: Desk
) -> None:
    loan = written_off(ada, at_desk)
    done = returns.take_back(loan.copy.barcode, desk=on_day(at_desk, 1))
    assert done.deed
    undo.undo(done.deed, desk=on_day(at_desk, 2))
    deeds.forget([done.deed])
    returns.take_back(loan.copy.barcode, desk=on_day(at_desk, 91))
    assert night(95) == []


def test_as_many_queries_for_many_loans_as_for_one(ada: Member, at_desk: Desk) -> None:
    counts = []
    for _ in range(2):
        loan = written_off(ada, at_desk)
        returns.take_back(loan.copy.barcode, desk=on_day(at_desk, 1))
        with CaptureQueriesContext(connection) as queries:
            found = turned_up.due(at_night(2).now)
        counts.append((len(found), len(queries)))
    assert counts == [(1, 3), (2, 3)]


def test_loans_with_nothing_to_give_back_are_looked_at_no_more(
    ada: Member, at_desk: Desk, leo: User
) -> None:
    """All was paid and is kept, or was given back, or was never money."""
    desk = replace(at_desk, actor=leo)
    kept, given, waived = (late_loan(ada, days=2, terms={"found_refund": m}) for m in MODES)
    for loan in (kept, given, waived):
        lost.declare(loan.pk, desk=desk)
        settle = payments.waive if loan is waived else payments.pay
        settle(ada.pk, ledger.balance(ada.pk), "cash", desk=desk)
        lost.write_off(loan.pk, desk=desk)
    assert looked_at(ada, 1) == 1
    for loan in (kept, given, waived):
        returns.take_back(loan.copy.barcode, desk=on_day(desk, 1))
    assert turned_up.due(at_night(2).now) == [given.pk]
    assert night(2) == [True]
    assert looked_at(ada, 3) == 0


def test_what_is_owed_again_for_a_copy_that_turned_up_is_looked_at_again(
    ada: Member, at_desk: Desk, leo: User
) -> None:
    loan, desk = written_off(ada, at_desk, found_refund="unpaid"), replace(at_desk, actor=leo)
    returns.take_back(loan.copy.barcode, desk=on_day(desk, 1))
    assert turned_up.due(at_night(2).now) == []
    paid = AccountLine.objects.get(kind="payment")
    payments.reverse(ada.pk, paid.pk, "The card was stolen", desk=on_day(desk, 2))
    assert night(3) == [True]
    assert ledger.balance(ada.pk) == 40


def test_whose_it_was_is_not_forgotten_before_what_was_seen_in_time_is_given_back(
    ada: Member, ben: Member, at_desk: Desk
) -> None:
    seen, unseen = written_off(ada, at_desk), written_off(ada, at_desk)
    scanned(seen, ben, on_day(at_desk, 80))
    assert turned_up.awaited(ada.pk, at_night(89).now) == {seen.pk, unseen.pk}
    assert turned_up.awaited(ada.pk, at_night(92).now) == {seen.pk}
    returns.take_back(seen.copy.barcode, desk=on_day(at_desk, 93))
    assert night(95) == [True]
    assert turned_up.awaited(ada.pk, at_night(95).now) == set()
