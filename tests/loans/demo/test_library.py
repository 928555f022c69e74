"""The demo library, built once for all these tests: it takes some seconds."""

from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from accounts.services import sign_in
from catalog.models import BarcodeSeries, Book, Branch, Copy
from core import clock
from loans.models import AccountLine, Allocation, Deed, Hold, HoldState, Loan, Policy, Transfer
from loans.services import integrity
from members.models import Block, CardSeries, Category, Member
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def printed(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """What loading it printed. All tests of this module look at the same library."""
    with (
        django_db_blocker.unblock(),
        override_settings(DEBUG=True),
        pytest.MonkeyPatch.context() as patch,
        transaction.atomic(),
    ):
        patch.setattr(clock, "now", lambda: NOW)
        yield loaded()
        transaction.set_rollback(True)


def loaded(*options: str) -> str:
    said = StringIO()
    call_command("load_demo", *options, stdout=said)
    return said.getvalue()


def test_it_is_a_small_town_s_library(printed: str) -> None:
    assert Book.objects.count() >= 1000
    assert 1400 <= Copy.objects.count() <= 1800
    assert not Copy.objects.filter(call_number="").exists()
    assert {copy.branch.code for copy in Copy.objects.select_related("branch")} == {
        "main",
        "riverside",
    }
    assert Branch.objects.count() == 2
    assert Member.objects.count() == 61
    assert all(category.members.exists() for category in Category.objects.all())
    assert Block.objects.count() == 1
    lent = Loan.objects
    assert lent.open().count() > 60
    assert lent.overdue(NOW).count() >= 10
    assert lent.exclude(returned_at=None).count() > 100
    assert lent.filter(renewals__gt=0).exists()


def test_there_is_something_to_see_of_holds_and_money(printed: str) -> None:
    held = Hold.objects
    assert held.filter(state=HoldState.QUEUED).count() >= 5
    assert held.filter(state__in=[HoldState.WAITING, HoldState.IN_TRANSIT]).count() >= 2
    assert {line.kind for line in AccountLine.objects.all()} >= {"manual", "payment"}
    assert Policy.objects.filter(fine_per_day__gt=0).exists()
    sunday = {loan.due_on.weekday() for loan in Loan.objects.open().select_related("branch")}
    assert 6 not in sunday


def test_every_state_can_be_seen(printed: str) -> None:
    states = {copy.state for copy in Copy.objects.all()}
    assert states >= {"available", "on_loan", "on_hold_shelf", "missing", "damaged"}
    lent = Loan.objects.open()
    assert lent.exclude(lost_at=None).count() == 1
    assert lent.exclude(claimed_returned_at=None).count() == 1
    assert Copy.objects.get(damaged_at__isnull=False).note == "coffee on the last pages"
    assert Hold.objects.filter(state=HoldState.EXPIRED).count() == 1
    assert Member.objects.filter(expires_on__lt=NOW.date()).count() == 1


def test_its_records_fit_together(printed: str) -> None:
    assert [found for found in integrity.faults(NOW) if found.faults] == []


def test_what_is_on_loan_is_what_has_an_open_loan(printed: str) -> None:
    out = set(Loan.objects.open().values_list("copy", flat=True))
    assert set(Copy.objects.filter(is_on_loan=True).values_list("pk", flat=True)) == out


def test_the_logins_it_prints_open_the_library(printed: str, settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["accounts.hashers.Argon2id"]
    logins = [line.split() for line in printed.splitlines() if "@" in line]
    assert [login[0] for login in logins] == ["member", "volunteer", "librarian", "administrator"]
    for _role, email, password in logins:
        assert sign_in.check(email, password, network="", now=NOW).email == email


def test_the_member_who_can_sign_in_has_something_to_renew(printed: str) -> None:
    loans = Loan.objects.filter(member__user__email="member@demo.example")
    assert loans.open().count() >= 3
    assert loans.overdue(NOW).exists()
    assert loans.exclude(returned_at=None).exists()


def test_it_is_the_same_every_time_but_for_the_passwords(printed: str) -> None:
    first = snapshot()
    with transaction.atomic():
        Deed.objects.all().delete()
        Transfer.objects.all().delete()
        Hold.objects.all().delete()
        Allocation.objects.all().delete()
        AccountLine.objects.all().delete()
        Loan.objects.all().delete()
        Copy.objects.all().delete()
        Book.objects.all().delete()
        Member.objects.all().delete()
        BarcodeSeries.objects.all().delete()
        CardSeries.objects.all().delete()
        again = loaded()
        assert snapshot() == first
        transaction.set_rollback(True)
    assert again.splitlines()[-1] != printed.splitlines()[-1]


def snapshot() -> tuple[list[Any], list[Any], list[Any]]:
    copies = Copy.objects.order_by("barcode")
    loans = Loan.objects.order_by("loaned_at", "copy__barcode")
    return (
        list(copies.values_list("barcode", "book__title", "branch__code")),
        list(loans.values_list("due_at", "returned_at", "member__card_number")),
        list(Member.objects.order_by("card_number").values_list("name", "card_number")),
    )


def test_it_refuses_a_library_that_has_members(printed: str) -> None:
    with pytest.raises(CommandError, match="has members already"):
        loaded()


def test_forced_it_completes_what_is_there_and_gives_new_passwords(printed: str) -> None:
    before = snapshot()
    with transaction.atomic():
        again = loaded("--force")
        assert snapshot() == before
        transaction.set_rollback(True)
    assert again.splitlines()[-1] != printed.splitlines()[-1]


def test_it_refuses_outside_debug(printed: str) -> None:
    with override_settings(DEBUG=False), pytest.raises(CommandError, match="DEBUG only"):
        loaded("--force")
