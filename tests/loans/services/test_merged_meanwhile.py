"""Two records are merged while a deed about a loan of one waits for its member: the loan is the
other's by then, and the deed begins again with a lock on that member.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from unittest import mock

import pytest

from accounts.models import AuditEntry, User
from accounts.models.audit import Interface
from loans.models import Loan
from loans.services import (
    auto_renewals,
    claims,
    lost,
    parties,
    reminders,
    renewals,
    returns,
    turned_up,
)
from loans.services.by import ByItself
from loans.services.situation import Desk
from members.models import Member
from members.services import merging
from tests.factories.members import MemberFactory
from tests.loans.services.accounts import late_loan
from tests.loans.services.losses import on_day, taken_in, written_off

pytestmark = pytest.mark.django_db
Deed = Callable[[Loan, Desk], Any]


def at_night(desk: Desk) -> ByItself:
    return ByItself(desk.now + timedelta(hours=9), Interface.JOB)


DEEDS: list[tuple[str, Deed]] = [
    ("loan.lost", lambda loan, desk: lost.declare(loan.pk, desk=desk)),
    ("loan.lost", lambda loan, desk: lost.count_long_overdue(by=at_night(desk), loans=[loan.pk])),
    ("loan.claimed_returned", lambda loan, desk: claims.claim(loan.pk, desk=desk)),
    ("loan.returned", lambda loan, desk: returns.return_loan(loan.pk, desk=desk)),
    ("loan.returned", lambda loan, desk: returns.take_back(loan.copy.barcode, desk=desk)),
    ("loan.renewed", lambda loan, desk: renewals.renew(loan.pk, desk=desk)),
    ("loan.renewed", lambda loan, desk: auto_renewals.renew(by=at_night(desk), loans=[loan.pk])),
    ("loan.overdue", lambda loan, desk: reminders.note(by=at_night(desk), loans=[loan.pk])),
]


class Meanwhile:
    """A lock for which the first to ask waits so long that ``event`` comes before."""

    def __init__(self, lock: Callable[..., Any], event: Callable[[], Any]) -> None:
        self.lock, self.event, self.asked = lock, event, 0

    def __call__(self, member_id: Any) -> Any:
        self.asked += 1
        if self.asked == 1:
            self.event()
        return self.lock(member_id)


@pytest.fixture
def merge(ada: Member, leo: User, at_desk: Desk) -> Callable[[], Member]:
    """Ada's record goes, and another is kept."""
    kept = MemberFactory()
    said: dict[str, Any] = {"actor": leo, "now": at_desk.now, "interface": Interface.PAGE}
    return lambda: merging.merge(ada.pk, kept.pk, **said)


def asked(deed: Deed, loan: Loan, desk: Desk, event: Callable[[], Any]) -> int:
    """How often a member is locked for a deed when ``event`` comes before the first lock."""
    plain = Meanwhile(parties.lock_member, event)
    whole = Meanwhile(parties._LOCKED_MEMBER.first, event)
    with (
        mock.patch.object(parties, "lock_member", plain),
        mock.patch.object(parties._LOCKED_MEMBER, "first", whole),
    ):
        deed(loan, desk)
    return plain.asked + whole.asked


@pytest.mark.parametrize(("action", "deed"), DEEDS)
def test_a_deed_begins_again_and_is_done_once(
    ada: Member, at_desk: Desk, merge: Callable[[], Member], action: str, deed: Deed
) -> None:
    loan = late_loan(ada, days=3, terms={"lost_after_days": 2, "auto_renew": True})
    assert asked(deed, loan, at_desk, merge) == 2
    assert AuditEntry.objects.of_loan(loan.pk).filter(action=action).count() == 1


def test_so_does_giving_back_for_what_turned_up(
    ada: Member, at_desk: Desk, merge: Callable[[], Member]
) -> None:
    loan = written_off(ada, at_desk)
    taken_in(loan, ada, on_day(at_desk, 1))
    by = at_night(on_day(at_desk, 1))
    assert asked(lambda loan, _desk: turned_up.give_back(loan.pk, by=by), loan, at_desk, merge) == 2
    assert AuditEntry.objects.of_loan(loan.pk).filter(action="account.refunded").count() == 2


def test_what_was_merged_before_is_found_at_once(
    ada: Member, at_desk: Desk, merge: Callable[[], Member]
) -> None:
    loan, kept = late_loan(ada, days=3), merge()
    assert asked(lambda loan, desk: lost.declare(loan.pk, desk=desk), loan, at_desk, int) == 1
    assert AuditEntry.objects.get(action="loan.lost").member_id == kept.pk
