"""A member's own choices about what is remembered of them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.models.audit import Interface
from loans.models import Loan
from members.models import LeaveRequest, Member, MemberView
from tests.conftest import NOW
from tests.factories.loans import LoanFactory
from tests.html import assert_valid

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def browser(signed_in: Callable[[User], Client], ada: Member) -> Client:
    assert ada.user
    return signed_in(ada.user)


def old_loans(member: Member, count: int) -> None:
    for _ in range(count):
        LoanFactory(member=member, loaned_at=NOW - 90 * DAY, returned_at=NOW - 60 * DAY)


def test_the_page_says_what_is_chosen_and_how_long_things_are_kept(browser: Client) -> None:
    page = browser.get("/me/privacy")
    assert_valid(page)
    said = page.content.decode()
    assert 'value="off" required id="id_kept_0" checked' in said or 'value="off"' in said
    assert "Nobody has." in said


def test_keeping_a_history_forgets_nothing_and_asks_nothing(browser: Client, ada: Member) -> None:
    Member.objects.filter(pk=ada.pk).update(keeps_history=True)
    old_loans(ada, 1)
    assert browser.post("/me/privacy", {"kept": "24"}).headers["Location"] == "/me/privacy"
    ada.refresh_from_db()
    assert (ada.keeps_history, ada.history_months) == (True, 24)
    assert Loan.objects.filter(member=ada).count() == 1


def test_turning_it_off_asks_first_and_says_how_many(browser: Client, ada: Member) -> None:
    Member.objects.filter(pk=ada.pk).update(keeps_history=True)
    old_loans(ada, 2)
    asked = browser.post("/me/privacy", {"kept": "off"}, follow=True)
    assert_valid(asked)
    assert "2 past loans are forgotten now." in asked.content.decode()
    assert Loan.objects.filter(member=ada).count() == 2
    ada.refresh_from_db()
    assert ada.keeps_history

    done = browser.post("/me/privacy/history", {"kept": "off"}, follow=True)
    assert "2 past loans are forgotten." in done.content.decode()
    assert not Loan.objects.filter(member=ada).exists()
    ada.refresh_from_db()
    assert not ada.keeps_history


@pytest.mark.parametrize("said", ["", "0", "-1", "7", "for ever"])
def test_what_cannot_be_chosen_is_not(browser: Client, ada: Member, said: str) -> None:
    assert browser.post("/me/privacy", {"kept": said}).status_code == 422
    assert browser.get("/me/privacy/history", {"kept": said}).status_code == 302
    assert browser.post("/me/privacy/history", {"kept": said}).status_code == 302
    ada.refresh_from_db()
    assert not ada.keeps_history


def test_who_looked_is_shown_page_by_page_in_as_many_queries(
    browser: Client, ada: Member, leo: User, django_assert_num_queries: Any
) -> None:
    def look(count: int) -> None:
        for n in range(count):
            MemberView.objects.create(
                member=ada, actor=leo, at=NOW - n * DAY, interface=Interface.DESK
            )

    look(1)
    browser.get("/me/privacy")
    with CaptureQueriesContext(connection) as few:
        browser.get("/me/privacy")
    assert len(few) < 12
    look(30)
    with django_assert_num_queries(len(few)):
        page = browser.get("/me/privacy")
    assert page.content.decode().count("Leo") == 25
    assert "cursor=" in page.content.decode()


def test_leaving_with_a_book_waits_and_names_it_and_can_be_taken_back(
    browser: Client, ada: Member
) -> None:
    loan = LoanFactory(member=ada)
    page = browser.post("/me/delete", follow=True)
    assert_valid(page)
    said = page.content.decode()
    assert loan.copy.book.title in said
    assert "Bring these back" in said
    assert LeaveRequest.objects.get().member == ada
    browser.post("/me/delete")  # once more changes nothing
    assert LeaveRequest.objects.count() == 1
    assert browser.post("/me/stay").status_code == 302
    assert not LeaveRequest.objects.exists()
    assert browser.post("/me/stay").status_code == 409


def test_one_s_data_come_as_a_zip(browser: Client) -> None:
    assert_valid(browser.get("/me/data"))
    answer: Any = browser.get("/me/data/file")
    assert answer["Content-Type"] == "application/zip"
    assert "attachment" in answer["Content-Disposition"]
    assert b"".join(answer.streaming_content).startswith(b"PK")
