"""Leaving at once, or when the last thing is settled."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.db.models import Q

from accounts.models import AuditEntry, KeptFor, User
from accounts.models.audit import Interface
from accounts.services import once, retention
from loans.models import Hold, HoldState, NightStep, Policy
from loans.services import checkout, holds, nightly, payments, returns, shelf
from loans.services.by import By
from loans.services.situation import Desk
from members.errors import HasOpenLoans, NotLeaving
from members.models import LeaveRequest, Member, MemberView
from members.services import leaving
from tests.factories.catalog import CopyFactory
from tests.factories.loans import LoanFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def ask(member: Member, now: datetime) -> bool | None:
    assert member.user
    return leaving.ask(member.pk, actor=member.user, now=now, interface=Interface.PAGE)


def night(now: datetime, step: NightStep) -> tuple[int, int, int]:
    run = nightly.run(now, clock=lambda: now, interface="job", steps=[step])
    (kept,) = run.steps.all()
    assert not kept.is_broken
    return kept.seen, kept.changed, kept.failed


def test_with_nothing_against_it_one_leaves_at_once(ada: Member, now: datetime) -> None:
    assert ask(ada, now) is True
    assert not Member.objects.exists()
    assert not LeaveRequest.objects.exists()


def test_it_waits_for_a_book_and_the_night_carries_it_out(
    ada: Member, at_desk: Desk, now: datetime
) -> None:
    copy = CopyFactory(branch=at_desk.branch)
    checkout.lend_copy(copy.barcode, ada.pk, desk=at_desk)
    assert ask(ada, now) is None
    assert ask(ada, now + DAY) is None
    assert LeaveRequest.objects.get().asked_at == now
    assert night(now, NightStep.LEAVERS) == (1, 0, 0)
    returns.take_back(copy.barcode, desk=at_desk)
    assert night(now + DAY, NightStep.LEAVERS) == (1, 1, 0)
    assert not Member.objects.exists()
    assert not User.objects.filter(email="ada@example.org").exists()
    about = Q(member_id=ada.pk) | Q(actor_id=ada.user_id)
    assert not AuditEntry.objects.filter(about).exists()
    assert night(now + 2 * DAY, NightStep.LEAVERS) == (0, 0, 0)


def test_who_stays_after_all_is_not_let_go(ada: Member, at_desk: Desk, now: datetime) -> None:
    loan = LoanFactory(member=ada, branch=at_desk.branch)
    ask(ada, now)
    assert ada.user
    leaving.withdraw(ada.pk, actor=ada.user, now=now, interface=Interface.PAGE)
    returns.take_back(loan.copy.barcode, desk=at_desk)
    assert night(now, NightStep.LEAVERS) == (0, 0, 0)
    assert not leaving.carry_out(ada.pk, now=now, interface=Interface.JOB)
    assert Member.objects.get() == ada
    with pytest.raises(NotLeaving):
        leaving.withdraw(ada.pk, actor=ada.user, now=now, interface=Interface.PAGE)


def test_every_reason_is_named_with_the_things_it_is_about(
    ada: Member, at_desk: Desk, leo: User, now: datetime
) -> None:
    Policy.objects.update(fine_per_day=20)
    loan = LoanFactory(member=ada, branch=at_desk.branch)
    copy = CopyFactory(branch=at_desk.branch)
    assert at_desk.branch
    holds.on_book(copy.book_id, ada.pk, pickup=at_desk.branch, desk=at_desk)
    hold = Hold.objects.get()
    shelf_desk = replace(at_desk, actor=leo)
    returns.take_back(copy.barcode, desk=shelf_desk)
    hold.refresh_from_db()
    assert hold.state == HoldState.WAITING
    payments.charge(ada.pk, 300, "A torn page", desk=shelf_desk)
    found = {each.code: [it["message"] for it in each.findings] for each in leaving.objections(ada)}
    assert found == {
        "has_open_loans": [loan.copy.book.title],
        "has_debt": [],
        "has_holds_on_shelf": [copy.book.title],
    }
    with pytest.raises(HasOpenLoans):
        leaving.remove(ada.pk, actor=leo, now=now, interface=Interface.PAGE)
    shelf.expire(now + 30 * DAY, by=By(None, now, Interface.JOB), branch=at_desk.branch)
    assert "has_holds_on_shelf" not in {each.code for each in leaving.objections(ada)}


def test_one_who_fails_does_not_keep_the_others_here(
    ada: Member, ben: Member, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    for who in (ada, ben):
        LeaveRequest.objects.create(member=who, asked_at=now)

    def trouble(member: Member, *_: object) -> None:
        if member == ada:
            raise RuntimeError

    monkeypatch.setattr(leaving, "FAREWELLS", [*leaving.FAREWELLS, trouble])
    assert night(now, NightStep.LEAVERS) == (2, 1, 1)
    assert list(Member.objects.all()) == [ada]


def test_what_is_kept_for_a_time_is_cleared_at_night_by_one_table_of_ages(
    ada: Member, leo: User, now: datetime
) -> None:
    MemberView.objects.create(member=ada, actor=leo, at=now - 100 * DAY, interface="page")
    once.run("a-key", actor=leo, request={}, now=now - 3 * DAY, deed=dict)
    assert night(now, NightStep.RETENTION) == (1, 1, 0)
    KeptFor.objects.create(code="members.views", days=99)
    assert night(now, NightStep.RETENTION) == (1, 1, 0)
    assert not MemberView.objects.exists()


def test_every_term_can_be_changed_and_is_applied(now: datetime) -> None:
    KeptFor.objects.bulk_create(KeptFor(code=term.code, days=5) for term in retention.RULES)
    assert all(days == 5 for _term, days in retention.chosen())
    assert all(retention.clear(term, now=now) == 0 for term in retention.RULES)
