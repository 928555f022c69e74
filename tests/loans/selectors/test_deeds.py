from datetime import timedelta
from typing import Any

import pytest

from accounts.models import User
from accounts.services import audit
from loans.selectors import deeds
from loans.services import checkout, returns
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


def test_it_costs_three_queries_however_many_there_are(
    ada: Member, at_desk: Desk, django_assert_num_queries: Any
) -> None:
    for _ in range(5):
        checkout.lend_copy(CopyFactory().barcode, ada.pk, desk=at_desk)
    with django_assert_num_queries(3):
        recent()
