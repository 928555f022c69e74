from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEntry, User
from catalog.models import Branch, Copy
from loans.models import Deed, Loan, Policy
from loans.services import checkout, payments, returns
from loans.services.situation import Desk
from members.models import Member
from tests.factories.accounts import UserFactory
from tests.factories.catalog import CopyFactory
from tests.html import assert_valid, words
from tests.loans.services.accounts import late_loan
from tests.loans.web.conftest import Browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("harbour")]
SignedIn = Callable[[User], Client]


# --- Undo ----------------------------------------------------------------------------------------


def test_a_word_at_the_desk_undoes_the_last_deed(
    at_the_desk: Browser, ada: Member, copy: Copy
) -> None:
    at_the_desk.scan(ada.card_number).scan(copy.barcode)
    assert Loan.objects.exists()
    assert at_the_desk.scan("undo").said.startswith("Undone “Silence”")
    assert not Loan.objects.exists()
    assert "There is nothing of yours to undo." in at_the_desk.scan("undo").said


def test_deeds_are_undone_from_the_last_to_the_first(
    at_the_desk: Browser, ada: Member, copy: Copy
) -> None:
    at_the_desk.scan(ada.card_number).scan(copy.barcode).scan("done").scan(copy.barcode)
    assert not Loan.objects.open().exists()
    at_the_desk.scan("undo")
    assert Loan.objects.open().exists()
    at_the_desk.scan("undo")
    assert not Loan.objects.exists()


def test_the_same_undo_sent_twice_undoes_once(
    at_the_desk: Browser, ada: Member, copy: Copy
) -> None:
    at_the_desk.scan(ada.card_number).scan(copy.barcode).scan(CopyFactory().barcode)
    first = at_the_desk.scan("undo", key="one").said
    assert at_the_desk.scan("undo", key="one").said == first
    assert Loan.objects.count() == 1


def test_the_last_deeds_are_listed_with_a_button_each(
    signed_in: SignedIn, vera: User, ada: Member, copy: Copy, at_desk: Desk
) -> None:
    checkout.lend_copy(copy.barcode, ada.pk, desk=at_desk)
    browser = signed_in(vera)
    page = browser.get(reverse("loans:deeds"))
    assert "lent until Wed, 20 May 2026" in words(page)
    assert "Ada Nowak" in words(page)
    done = browser.post(reverse("loans:undo", args=[Deed.objects.get().id]), follow=True)
    assert "Undone: “Silence”" in words(done)
    assert "Nothing to undo" in words(done)
    assert not Loan.objects.exists()


def test_a_page_says_what_stands_in_the_way(
    signed_in: SignedIn, vera: User, ada: Member, copy: Copy, at_desk: Desk
) -> None:
    deed = checkout.lend_copy(copy.barcode, ada.pk, desk=at_desk).deed
    returns.take_back(copy.barcode, desk=replace(at_desk, now=at_desk.now + timedelta(hours=1)))
    refused = signed_in(vera).post(reverse("loans:undo", args=[deed]))
    assert refused.status_code == 409
    assert "because of what came later: “Silence”" in words(refused)


def test_a_long_list_costs_what_a_short_one_does(
    signed_in: SignedIn, vera: User, ada: Member, at_desk: Desk
) -> None:
    browser, cost = signed_in(vera), []
    for _ in range(2):
        for _ in range(4):
            checkout.lend_copy(CopyFactory().barcode, ada.pk, desk=at_desk)
        with CaptureQueriesContext(connection) as asked:
            browser.get(reverse("loans:deeds"))
        cost.append(len(asked))
    assert cost[0] == cost[1]


# --- Overrides -----------------------------------------------------------------------------------


@pytest.fixture
def full(ada: Member, copy: Copy) -> str:
    """Ada may borrow nothing more; the way to lend to her all the same."""
    Policy.objects.update(loan_limit=0)
    return reverse("loans:override", args=[ada.pk, copy.barcode])


def test_the_desk_offers_a_librarian_to_lend_all_the_same(
    signed_in: SignedIn, leo: User, vera: User, ada: Member, copy: Copy, full: str
) -> None:
    for user, offered in ((leo, True), (vera, False)):
        desk = Browser(signed_in(user)).open().scan(ada.card_number)
        desk.scan(copy.barcode)
        links = [each.get("href") for each in desk.page.iter("a")]
        assert (full in links) is offered


def test_a_librarian_lends_all_the_same_and_says_why(
    signed_in: SignedIn, leo: User, ada: Member, copy: Copy, full: str
) -> None:
    browser = signed_in(leo)
    asked = browser.get(full)
    assert "The policy “Default” lends nothing." in words(asked)
    assert 'name="due_on"' not in asked.content.decode()
    done = browser.post(full, {"comment": "School project"}, follow=True)
    assert "Lent: “Silence”." in words(done)
    assert Loan.objects.get().member == ada
    entry = AuditEntry.objects.get(action="loan.checked_out")
    assert entry.data["overrides"] == {"loan_limit_reached": "School project"}
    assert Deed.objects.get().before["overrides"] == {"loan_limit_reached": "School project"}


@pytest.mark.parametrize("comment", ["", "  ", "x" * 301])
def test_it_has_to_be_said_why(signed_in: SignedIn, leo: User, full: str, comment: str) -> None:
    refused = signed_in(leo).post(full, {"comment": comment})
    assert refused.status_code == 422
    assert_valid(refused)
    assert not Loan.objects.exists()


def test_a_volunteer_is_not_offered_what_they_may_not(
    signed_in: SignedIn, vera: User, full: str
) -> None:
    browser = signed_in(vera)
    assert "not by you" in words(browser.get(full))
    refused = browser.post(full, {"comment": "Because"})
    assert refused.status_code == 403
    assert_valid(refused)
    assert not Loan.objects.exists()


def test_what_stays_in_the_library_needs_a_day(
    signed_in: SignedIn, leo: User, ada: Member, harbour: Branch
) -> None:
    copy = CopyFactory(reference_only=True, branch=harbour)
    address, browser = reverse("loans:override", args=[ada.pk, copy.barcode]), signed_in(leo)
    assert 'name="due_on"' in browser.get(address).content.decode()
    said = {"comment": "An exhibition", "due_on": "2026-05-05"}
    assert browser.post(address, said).status_code == 422
    browser.post(address, said | {"due_on": "2026-05-09"})
    assert f"{Loan.objects.get().due_at:%Y-%m-%d}" == "2026-05-09"


def test_questions_are_asked_beside_it(
    signed_in: SignedIn, leo: User, ada: Member, copy: Copy, full: str
) -> None:
    Copy.objects.update(damaged_at=ada.created_at)
    browser = signed_in(leo)
    asked = browser.post(full, {"comment": "Because"})
    assert asked.status_code == 412
    assert "Lend it all the same?" in words(asked)
    form = asked.context["form"]
    browser.post(full, {"comment": "Because", "confirmation": form["confirmation"].value()})
    assert Loan.objects.exists()


def test_nothing_in_the_way_needs_no_override(
    signed_in: SignedIn, leo: User, ada: Member, copy: Copy
) -> None:
    page = signed_in(leo).get(reverse("loans:override", args=[ada.pk, copy.barcode]))
    assert "Nothing stands in the way any more" in words(page)


# --- Timelines -----------------------------------------------------------------------------------


@pytest.mark.parametrize("subject", ["member", "copy", "book", "loan"])
def test_a_timeline_is_a_page(
    signed_in: SignedIn, vera: User, ada: Member, copy: Copy, at_desk: Desk, subject: str
) -> None:
    loan = checkout.lend_copy(copy.barcode, ada.pk, desk=at_desk).loan
    returns.take_back(copy.barcode, desk=at_desk)
    ids = {"member": ada.pk, "copy": copy.pk, "book": copy.book_id, "loan": loan.pk}
    page = signed_in(vera).get(reverse(f"loans:timeline_of_{subject}", args=[ids[subject]]))
    said = words(page)
    for each in ("Lent, due Wed, 20 May 2026.", "Returned.", "Vera", "Desk · Harbour branch"):
        assert each in said
    assert said.index("Returned.") < said.index("Lent, due")


def test_a_timeline_is_turned_page_by_page(
    signed_in: SignedIn, vera: User, ada: Member, copy: Copy, at_desk: Desk
) -> None:
    for _ in range(14):
        checkout.lend_copy(copy.barcode, ada.pk, desk=at_desk)
        returns.take_back(copy.barcode, desk=at_desk)
    browser = signed_in(vera)
    address = reverse("loans:timeline_of_copy", args=[copy.pk])
    first = browser.get(address)
    assert len(first.context["rows"]) == 25
    second = browser.get(first.context["next_url"])
    assert_valid(second)
    assert len(second.context["rows"]) == 3
    assert browser.get(f"{address}?cursor=nonsense").status_code == 422


@pytest.mark.parametrize("subject", ["member", "copy", "book", "loan"])
def test_there_is_no_timeline_of_nothing(signed_in: SignedIn, vera: User, subject: str) -> None:
    page = signed_in(vera).get(reverse(f"loans:timeline_of_{subject}", args=[uuid4()]))
    assert page.status_code == 404


def test_timelines_are_a_link_away(signed_in: SignedIn, leo: User, ada: Member, copy: Copy) -> None:
    browser = signed_in(leo)
    book = browser.get(reverse("catalog:book", args=[copy.book_id])).content.decode()
    member = browser.get(reverse("members:member", args=[ada.pk])).content.decode()
    assert reverse("loans:timeline_of_book", args=[copy.book_id]) in book
    assert reverse("loans:timeline_of_copy", args=[copy.pk]) in book
    assert reverse("loans:timeline_of_member", args=[ada.pk]) in member
    public = Client().get(reverse("catalog:book", args=[copy.book_id])).content.decode()
    assert "timeline" not in public


# --- What stops a member -------------------------------------------------------------------------


def test_what_follows_from_how_things_stand_is_told(
    signed_in: SignedIn, leo: User, ada: Member, at_desk: Desk
) -> None:
    Policy.objects.update(debt_limit=100, overdue_limit=1)
    Member.objects.filter(pk=ada.pk).update(expires_on=at_desk.now.date() - timedelta(days=1))
    late_loan(ada, days=2)
    payments.charge(ada.pk, 500, "A new card", desk=replace(at_desk, actor=leo))
    page = signed_in(leo).get(reverse("loans:blocks_of", args=[ada.pk]))
    said = words(page)
    for each in ("ended on Tue, 5 May 2026", "owes €5.00", "stops at 1", "borrowing, renewing"):
        assert each in said
    assert not ada.blocks.exists()


def test_nothing_stops_a_member_in_good_standing(
    signed_in: SignedIn, vera: User, ada: Member
) -> None:
    Policy.objects.update(debt_limit=100, overdue_limit=1)
    browser, address = signed_in(vera), reverse("loans:blocks_of", args=[ada.pk])
    assert "Nothing else stops this member." in words(browser.get(address))
    piece = browser.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in piece
    assert browser.get(reverse("loans:blocks_of", args=[uuid4()])).status_code == 404


def test_members_see_nothing_of_this(signed_in: SignedIn, ada: Member, copy: Copy) -> None:
    browser = signed_in(UserFactory())
    for name, ids in (
        ("deeds", []),
        ("blocks_of", [ada.pk]),
        ("timeline_of_member", [ada.pk]),
        ("override", [ada.pk, copy.barcode]),
    ):
        assert browser.get(reverse(f"loans:{name}", args=ids)).status_code == 403
