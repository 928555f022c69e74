from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from catalog.models import Branch
from loans.models import Hold, HoldState
from loans.services import returns
from loans.services.situation import Desk
from members.models import Member
from tests.factories.accounts import UserFactory
from tests.factories.catalog import BookFactory, BranchFactory, CopyFactory
from tests.factories.holds import HoldFactory
from tests.factories.loans import LoanFactory
from tests.html import assert_valid, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("harbour")]
SignedIn = Callable[[User | None], Client]
NEVER = datetime(2099, 1, 1, tzinfo=UTC)
HTMX = {"HX-Request": "true"}


def page(name: str, *args: Any) -> str:
    return reverse(f"loans:{name}", args=args)


def test_the_page_of_a_book_holds_the_way_to_a_hold(ada: Member) -> None:
    book = CopyFactory().book
    said = Client().get(reverse("catalog:book", args=[book.pk])).content.decode()
    assert f'hx-get="{page("hold_form", book.pk)}"' in said
    assert f'<a href="{page("hold_form", book.pk)}">' in said


def test_it_tells_when_copies_come_back_and_the_staff_which(
    signed_in: SignedIn, ada: Member, vera: User
) -> None:
    loan = LoanFactory(member=ada, copy__call_number="FIC LEG")
    LoanFactory(copy__book=loan.copy.book, lost_at=datetime(2026, 5, 6, 8, 0, tzinfo=UTC))
    address = page("hold_form", loan.copy.book_id)
    said = words(Client().get(address))
    assert "1 copy on loan due Wed, 20 May 2026" in said
    assert "FIC LEG" in said
    assert "Ada Nowak" not in said
    assert loan.copy.barcode not in said
    to_loan = page("timeline_of_loan", loan.pk)
    assert to_loan in signed_in(vera).get(address, headers=HTMX).content.decode()


def test_a_stranger_is_asked_to_sign_in(ada: Member) -> None:
    book = HoldFactory(book=CopyFactory().book).book
    said = words(Client().get(page("hold_form", book.pk)))
    assert "1 person is waiting." in said
    assert "Sign in to place a hold" in said
    sent = Client().post(page("hold_form", book.pk), {})
    assert (sent.status_code, "/sign-in" in sent["Location"]) == (302, True)
    assert Hold.objects.count() == 1


def test_a_member_places_a_hold_and_is_told_their_place(
    signed_in: SignedIn, ada: Member, harbour: Branch
) -> None:
    book = HoldFactory(book=LoanFactory().copy.book).book
    browser = signed_in(ada.user)
    form = browser.get(page("hold_form", book.pk))
    assert "1 person is waiting. About 5 weeks to wait." in words(form)
    asked = {"pickup": harbour.pk, "key": "one"}
    done = browser.post(page("hold_form", book.pk), asked, follow=True)
    assert done.redirect_chain == [(page("holds"), 302)]
    said = words(done)
    assert f"You are number 2 in the queue for “{book.title}”." in said
    assert "Number 2 of 2 in the queue." in said
    browser.post(page("hold_form", book.pk), asked)
    assert Hold.objects.filter(member=ada).count() == 1
    assert "You are waiting for this book" in words(browser.get(page("hold_form", book.pk)))


def test_under_htmx_the_piece_alone_comes_back(
    signed_in: SignedIn, ada: Member, harbour: Branch
) -> None:
    book, browser = CopyFactory().book, signed_in(ada.user)
    piece = browser.get(page("hold_form", book.pk), headers=HTMX)
    assert piece.content.decode().strip().startswith('<div id="hold"')
    assert "HX-Request" in piece["Vary"]
    done = browser.post(page("hold_form", book.pk), {"pickup": harbour.pk}, headers=HTMX)
    assert "You are waiting for this book" in words(done)
    assert 'tabindex="-1" data-focus' in done.content.decode()


def test_a_refusal_is_told_in_the_form(signed_in: SignedIn, ada: Member, harbour: Branch) -> None:
    book = BookFactory()
    answer = signed_in(ada.user).post(page("hold_form", book.pk), {"pickup": harbour.pk})
    assert answer.status_code == 409
    assert "The library has no copy of it that could be lent." in words(answer)
    assert signed_in(ada.user).get(page("hold_form", ada.pk)).status_code == 404


def test_whoever_has_the_book_need_not_wait(signed_in: SignedIn, ada: Member) -> None:
    book = LoanFactory(member=ada).copy.book
    said = words(signed_in(ada.user).get(page("hold_form", book.pk)))
    assert "You have this book at home." in said
    assert "Place a hold" not in said.split("You have this book at home.")[1]


def test_my_holds_say_where_i_stand(
    signed_in: SignedIn, ada: Member, at_desk: Desk, harbour: Branch
) -> None:
    ready = HoldFactory(member=ada)
    copy = CopyFactory(book=ready.book)
    returns.take_back(copy.barcode, desk=at_desk)
    HoldFactory(member=ada, is_suspended=True, suspended_until=date(2026, 6, 1))
    said = words(signed_in(ada.user).get(page("holds")))
    assert "Ready to pick up At Harbour branch until Mon, 11 May 2026." in said
    assert "Number 1 of 1 in the queue. Passed over until Mon, 1 Jun 2026." in said
    assert said.index("Ready to pick up") < said.index("Suspended")


def test_whoever_waits_for_nothing_is_shown_what_to_do(signed_in: SignedIn, ada: Member) -> None:
    assert "You are waiting for nothing" in words(signed_in(ada.user).get(page("holds")))
    assert "You have no library card" in words(signed_in(UserFactory()).get(page("holds")))
    assert Client().get(page("holds")).status_code == 302


@pytest.mark.parametrize(
    ("name", "sent", "then"),
    [
        ("hold_cancel", {}, {"state": HoldState.CANCELLED}),
        ("hold_suspend", {"until": "2026-06-01"}, {"suspended_until": date(2026, 6, 1)}),
        ("hold_suspend", {"until": ""}, {"is_suspended": True}),
        ("hold_resume", {}, {"is_suspended": False}),
    ],
)
def test_members_change_their_holds(
    signed_in: SignedIn, ada: Member, name: str, sent: dict[str, str], then: dict[str, Any]
) -> None:
    hold = HoldFactory(member=ada, is_suspended=name == "hold_resume")
    browser = signed_in(ada.user)
    assert hold.book.title in words(browser.get(page(name, hold.pk)))
    done = browser.post(page(name, hold.pk), sent, follow=True)
    assert done.redirect_chain == [(page("holds"), 302)]
    assert_valid(done)
    hold.refresh_from_db()
    assert {column: getattr(hold, column) for column in then} == then


def test_the_branch_of_the_pickup_is_changed(signed_in: SignedIn, ada: Member) -> None:
    hold, hill = HoldFactory(member=ada), BranchFactory(code="hill", name="Hill")
    browser = signed_in(ada.user)
    assert_valid(browser.get(page("hold_pickup", hold.pk)))
    browser.post(page("hold_pickup", hold.pk), {"pickup": hill.pk})
    hold.refresh_from_db()
    assert hold.pickup_branch == hill


def test_a_day_that_is_past_is_told_at_its_field(signed_in: SignedIn, ada: Member) -> None:
    hold = HoldFactory(member=ada)
    answer = signed_in(ada.user).post(page("hold_suspend", hold.pk), {"until": "2026-05-06"})
    assert answer.status_code == 422
    assert "This day is not in the future." in words(answer)


@pytest.mark.parametrize("name", ["hold_cancel", "hold_suspend", "hold_resume", "hold_pickup"])
def test_nobody_sees_or_changes_the_hold_of_another(
    signed_in: SignedIn, ada: Member, ben: Member, name: str
) -> None:
    hold = HoldFactory(member=ben)
    assert signed_in(ada.user).get(page(name, hold.pk)).status_code == 404
    assert signed_in(ada.user).post(page(name, hold.pk), {}).status_code == 404
    hold.refresh_from_db()
    assert hold.is_active


def test_the_menu_leads_to_ones_holds(signed_in: SignedIn, ada: Member) -> None:
    said = signed_in(ada.user).get(reverse("catalog:home")).content.decode()
    assert f'href="{page("holds")}"' in said
