from typing import Any

import pytest
from django.core import mail

from accounts.models import User
from accounts.models.audit import Interface
from loans import errors as loan_errors
from loans.services import checkout, holds
from loans.services.situation import Desk
from members import errors, selectors
from members.models import Category, Member, OutboxMessage
from members.services import newcomers, registration
from tests.conftest import NOW
from tests.factories.catalog import CopyFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def newcomer(db: None) -> Member:
    """Someone who has registered where the desk checks."""
    Category.objects.self_registering().update(desk_checks=True)
    return registration.register(
        name="Nia Brandt",
        email="nia@example.org",
        password="quiet harbour, tall ships",
        language="en",
        network="192.0.2.1",
        now=NOW,
        today=NOW.date(),
        interface=Interface.PAGE,
    )


@pytest.fixture
def by(leo: User) -> dict[str, Any]:
    return {"actor": leo, "now": NOW, "interface": Interface.PAGE}


def test_who_waits_for_the_desk_may_hold_but_not_borrow(newcomer: Member, at_desk: Desk) -> None:
    copy = CopyFactory(branch=at_desk.branch)
    with pytest.raises(loan_errors.MemberBlocked):
        checkout.lend_copy(copy.barcode, newcomer.pk, desk=at_desk)
    assert at_desk.branch
    hold = holds.on_book(copy.book_id, newcomer.pk, pickup=at_desk.branch, desk=at_desk)
    assert hold.member == newcomer


def test_who_is_approved_borrows_and_waits_no_more(
    newcomer: Member, by: dict[str, Any], at_desk: Desk
) -> None:
    assert list(selectors.unchecked()) == [newcomer]
    newcomers.approve(newcomer.pk, **by)
    assert list(selectors.unchecked()) == []
    copy = CopyFactory(branch=at_desk.branch)
    assert checkout.lend_copy(copy.barcode, newcomer.pk, desk=at_desk).loan.member == newcomer
    for deed in (newcomers.approve, newcomers.refuse):
        with pytest.raises(errors.CheckedAlready):
            deed(newcomer.pk, **by | ({"reason": "r"} if deed is newcomers.refuse else {}))


def test_who_is_refused_is_told_why_and_forgotten(newcomer: Member, by: dict[str, Any]) -> None:
    newcomers.refuse(newcomer.pk, reason="You live too far away.", **by)
    assert not Member.objects.filter(pk=newcomer.pk).exists()
    assert not User.objects.by_email("nia@example.org").exists()
    letters = [*OutboxMessage.objects.values_list("subject", flat=True)]
    letters += [str(each.subject) for each in mail.outbox]
    assert any("Your registration" in subject for subject in letters)


def test_where_the_desk_does_not_check_nobody_waits() -> None:
    registration.register(
        name="Nia Brandt",
        email="nia@example.org",
        password="quiet harbour, tall ships",
        language="en",
        network="192.0.2.1",
        now=NOW,
        today=NOW.date(),
        interface=Interface.PAGE,
    )
    assert not selectors.unchecked().exists()
