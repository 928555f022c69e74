from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from catalog.models import Branch, Copy
from loans.models import Hold, HoldState
from loans.services import returns
from loans.services.situation import Desk
from members.models import Member
from tests.factories.catalog import BookFactory, BranchFactory, CopyFactory
from tests.factories.holds import HoldFactory
from tests.html import assert_valid, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("harbour")]
SignedIn = Callable[[User | None], Client]
NEVER = datetime(2099, 1, 1, tzinfo=UTC)
HTMX = {"HX-Request": "true"}


def page(name: str, *args: Any) -> str:
    return reverse(f"loans:{name}", args=args)


def test_the_staff_see_and_order_the_queue(
    signed_in: SignedIn, ada: Member, ben: Member, vera: User
) -> None:
    first = HoldFactory(member=ada)
    second = HoldFactory(book=first.book, member=ben)
    browser = signed_in(vera)
    said = words(browser.get(page("holds_of", first.book_id)))
    assert said.index("Ada Nowak") < said.index("Ben Okafor")
    moved = browser.post(page("hold_move", second.pk), {"position": 1}, headers=HTMX)
    said = words(moved)
    assert said.index("Ben Okafor") < said.index("Ada Nowak")
    assert browser.post(page("hold_move", second.pk), {"position": 0}).status_code == 422
    assert_valid(browser.post(page("hold_move", second.pk), {"position": 2}))


def test_the_staff_place_and_cancel_holds_for_members(
    signed_in: SignedIn, ada: Member, vera: User, harbour: Branch
) -> None:
    book, browser = CopyFactory().book, signed_in(vera)
    sent = {"card": ada.card_number, "pickup": harbour.pk}
    done = browser.post(page("holds_of", book.pk), sent, follow=True)
    assert "Placed, as number 1 in the queue." in words(done)
    wrong = browser.post(page("holds_of", book.pk), sent | {"card": "2"})
    assert wrong.status_code == 404
    assert "No member has the card 2." in words(wrong)
    hold = Hold.objects.get(member=ada)
    ended = browser.post(page("hold_cancel", hold.pk), {}, follow=True)
    assert ended.redirect_chain == [(page("holds_of", book.pk), 302)]


def test_the_pull_list_is_in_the_order_of_the_shelves(signed_in: SignedIn, vera: User) -> None:
    for shelf, call_number in (("Upstairs", "100"), ("Cellar", "900"), ("Cellar", "200")):
        copy = CopyFactory(shelf_location=shelf, call_number=call_number)
        HoldFactory(book=copy.book)
    said = words(signed_in(vera).get(page("pull_list")))
    assert said.index("200") < said.index("900") < said.index("Upstairs")


def test_what_is_not_found_is_marked_as_missing(signed_in: SignedIn, vera: User) -> None:
    copy = CopyFactory()
    HoldFactory(book=copy.book)
    browser = signed_in(vera)
    assert_valid(browser.get(page("not_found", copy.pk)))
    done = browser.post(page("not_found", copy.pk), {}, follow=True)
    assert f"{copy.barcode} is marked as missing." in words(done)
    assert "Nothing to fetch" in words(done)
    assert Copy.objects.get(pk=copy.pk).missing_at


def test_the_hold_shelf_is_seen_and_cleared(
    signed_in: SignedIn, vera: User, ada: Member, ben: Member, at_desk: Desk
) -> None:
    late = HoldFactory(member=ada)
    HoldFactory(book=late.book, member=ben)
    copy = CopyFactory(book=late.book)
    returns.take_back(copy.barcode, desk=at_desk)
    Hold.objects.filter(pk=late.pk).update(expires_on=date(2026, 5, 5))
    away = BranchFactory(code="hill", name="Hill")
    coming = HoldFactory(
        pickup_branch=at_desk.branch,
        position=None,
        state=HoldState.IN_TRANSIT,
        captured_copy=CopyFactory(branch=away, in_transit=True),
    )
    browser = signed_in(vera)
    said = words(browser.get(page("shelf")))
    assert "1 hold waits to be picked up" in said
    assert "Not picked up in time" in said
    assert coming.book.title in said
    done = browser.post(page("shelf"), {}, follow=True)
    said = words(done)
    assert "1 hold has ended." in said
    assert "Back on the hold shelf, for Ben Okafor." in said


@pytest.mark.parametrize(
    "name", ["holds_of", "holds_of_member", "pull_list", "shelf", "not_found", "hold_move"]
)
def test_pages_of_the_staff_are_for_the_staff(
    signed_in: SignedIn, ada: Member, vera: User, name: str
) -> None:
    hold = HoldFactory(book=CopyFactory().book)
    args = {
        "holds_of": [hold.book_id],
        "holds_of_member": [ada.pk],
        "not_found": [hold.book.copies.get().pk],
        "hold_move": [hold.pk],
    }.get(name, [])
    assert signed_in(ada.user).get(page(name, *args)).status_code == 403
    assert Client().get(page(name, *args)).status_code == 302
    assert signed_in(vera).get(page(name, *args)).status_code in (200, 405)


@pytest.mark.parametrize("name", ["holds", "holds_of", "holds_of_member", "pull_list", "shelf"])
def test_a_long_list_costs_no_more_statements_than_a_short_one(
    signed_in: SignedIn, ada: Member, vera: User, at_desk: Desk, name: str
) -> None:
    one_book = BookFactory()
    args = {"holds_of": [one_book.pk], "holds_of_member": [ada.pk]}.get(name, [])
    browser = signed_in(ada.user if name == "holds" else vera)

    def more(count: int) -> None:
        for _ in range(count):
            HoldFactory(book=one_book)
            HoldFactory(member=ada, book=CopyFactory(book__author="Some One").book)
            ended = HoldFactory(book=CopyFactory().book)
            returns.take_back(ended.book.copies.get().barcode, desk=at_desk)
            waits = HoldFactory(book=CopyFactory().book)
            returns.take_back(waits.book.copies.get().barcode, desk=at_desk)
            Hold.objects.filter(pk=ended.pk).update(state=HoldState.EXPIRED, ended_at=NEVER)

    more(1)
    browser.get(page(name, *args))
    with CaptureQueriesContext(connection) as few:
        browser.get(page(name, *args))
    more(7)
    with CaptureQueriesContext(connection) as many:
        browser.get(page(name, *args))
    assert len(many) == len(few)


def test_the_desk_tells_what_lies_ready_for_a_member(
    signed_in: SignedIn, vera: User, ada: Member, at_desk: Desk
) -> None:
    hold = HoldFactory(member=ada)
    copy = CopyFactory(book=hold.book)
    returns.take_back(copy.barcode, desk=at_desk)
    said = words(signed_in(vera).get(reverse("loans:desk"), {"member": str(ada.pk)}))
    assert "Ready on the hold shelf at Harbour branch" in said
    assert copy.barcode in said


def test_the_dashboard_counts_what_is_to_be_fetched_and_cleared(
    signed_in: SignedIn, vera: User
) -> None:
    HoldFactory(book=CopyFactory().book)
    said = signed_in(vera).get(reverse("loans:dashboard"))
    assert "To fetch for holds" in words(said)
    assert f'href="{page("pull_list")}"' in said.content.decode()
