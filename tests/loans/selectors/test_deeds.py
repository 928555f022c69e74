from dataclasses import replace
from datetime import UTC, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.services import audit
from loans.selectors import deeds, today
from loans.services import checkout, returns, undo
from loans.services.situation import Desk
from members.models import Member
from tests.conftest import NOW
from tests.factories.catalog import CopyFactory

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=1)


def recent(**choice: Any) -> list[str]:
    asked: dict[str, Any] = {"before": LATER, "since": NOW, "most": 10}
    found = deeds.recent(**asked | choice)
    return [each.action for each in found]


def test_deeds_are_told_newest_first_with_names(ada: Member, at_desk: Desk) -> None:
    copy = CopyFactory(book__title="Emma")
    checkout.lend_copy(copy.barcode, ada.pk, desk=at_desk)
    returns.take_back(copy.barcode, desk=at_desk)
    last, first = deeds.recent(before=LATER, since=NOW, most=10)
    assert (last.action, first.action) == ("loan.returned", "loan.checked_out")
    assert (first.title, first.member, first.by) == ("Emma", "Ada Nowak", "Vera")


def test_only_deeds_of_lending_in_the_time_asked_for_and_by_whom(
    ada: Member, at_desk: Desk, leo: User
) -> None:
    returns.take_back(CopyFactory().barcode, desk=at_desk)
    audit.record("book.added", actor=at_desk.actor, now=NOW, interface="page")
    assert recent() == recent(by=at_desk.actor) == ["copy.seen"]
    assert recent(by=leo) == recent(before=NOW) == recent(since=LATER) == []


def test_whoever_has_been_forgotten_has_no_name(ada: Member, at_desk: Desk) -> None:
    copy = CopyFactory()
    loan = checkout.lend_copy(copy.barcode, ada.pk, desk=at_desk).loan
    returns.return_loan(loan.pk, desk=at_desk)
    ada.delete()
    (last, _first) = deeds.recent(before=LATER, since=NOW, most=10)
    assert (last.member, last.member_id) == ("", None)


def test_it_costs_four_queries_however_many_there_are(
    ada: Member, at_desk: Desk, django_assert_num_queries: Any
) -> None:
    for _ in range(5):
        checkout.lend_copy(CopyFactory().barcode, ada.pk, desk=at_desk)
    with django_assert_num_queries(4):
        recent()


def test_what_was_undone_is_marked_and_no_longer_counted(ada: Member, at_desk: Desk) -> None:
    kept, undone = CopyFactory.create_batch(2)
    checkout.lend_copy(kept.barcode, ada.pk, desk=at_desk)
    lent = checkout.lend_copy(undone.barcode, ada.pk, desk=at_desk)
    assert lent.deed
    undo.undo(lent.deed, desk=at_desk)
    taken_in = returns.take_back(undone.barcode, desk=replace(at_desk, now=LATER))
    assert taken_in.deed
    undo.undo(taken_in.deed, desk=replace(at_desk, now=LATER))
    found = deeds.recent(before=LATER + timedelta(minutes=1), since=NOW, most=10)
    assert [(each.action, each.barcode, each.is_undone) for each in found] == [
        ("copy.seen", undone.barcode, True),
        ("loan.checked_out", undone.barcode, True),
        ("loan.checked_out", kept.barcode, False),
    ]
    figures = today.figures(LATER, UTC)
    assert (figures.lent_today, figures.returned_today) == (1, 0)


def test_what_was_undone_is_looked_for_by_its_time_alone() -> None:
    """In the trail's own order, SQLite would rather go through all of it: at every scan."""
    with CaptureQueriesContext(connection) as queries:
        assert deeds.undone(NOW) == []
    (asked,) = [each["sql"] for each in queries]
    assert "ORDER BY" not in asked
