"""What comes back to the desk in more ways than one: the book drop, damage, claims, fines."""

import pytest

from catalog.models import Book, Copy
from loans.models import Loan
from members.models import Member
from tests.conftest import NOW
from tests.factories.catalog import CopyFactory
from tests.factories.loans import LoanFactory
from tests.loans.services.accounts import late_loan
from tests.loans.web.conftest import Browser

pytestmark = pytest.mark.django_db


def test_what_lay_in_the_book_drop_came_back_on_the_last_open_day(at_the_desk: Browser) -> None:
    loan = LoanFactory(loaned_at="2026-04-20T08:00Z", due_at="2026-05-05T21:59:59Z")
    Book.objects.update(title="Emma")
    desk = at_the_desk.scan("drop")
    assert (desk.mode, desk.said) == ("drop", "")
    desk.scan(loan.copy.barcode)
    assert desk.said == (
        "Returned “Emma”. It counts as returned on Tue, 5 May 2026. Put it back on the shelf."
    )
    back = Loan.objects.get()
    assert back.returned_at
    assert back.returned_at < NOW == back.recorded_at
    assert desk.mode == "drop"


def test_the_next_copy_can_be_said_to_be_damaged(at_the_desk: Browser, ada: Member) -> None:
    first, second = LoanFactory(copy__book__title="Emma"), LoanFactory(member=ada)
    desk = at_the_desk.scan(ada.card_number).scan("damaged torn cover")
    assert desk.said == "Damaged The next copy that you scan is taken back as damaged: torn cover."
    assert desk.scan("30009000000991").status == 404  # it still waits for its copy
    desk.scan(first.copy.barcode)
    assert desk.said == ("Returned “Emma”. It is marked as damaged. Lay it aside for a librarian.")
    first.copy.refresh_from_db()
    assert (first.copy.damaged_at, first.copy.note) == (NOW, "torn cover")
    desk.scan("return").scan(second.copy.barcode)  # this one is whole
    second.copy.refresh_from_db()
    assert (second.copy.damaged_at, second.copy.note) == (None, "")


def test_a_copy_that_is_not_damaged_after_all_is_lent(at_the_desk: Browser, ada: Member) -> None:
    desk = at_the_desk.scan(ada.card_number).scan("damaged").scan("", deed="whole")
    assert desk.scan(CopyFactory().barcode).said.startswith("Lent")
    assert not Copy.objects.exclude(damaged_at=None).exists()


@pytest.mark.parametrize("mode", ["lend", "return", "drop"])
@pytest.mark.parametrize(
    ("answer", "resolution"), [(0, "found_by_library"), (1, "returned_by_member")]
)
def test_a_claim_is_ended_by_whoever_has_the_copy_in_the_hand(
    at_the_desk: Browser, ada: Member, mode: str, answer: int, resolution: str
) -> None:
    loan = LoanFactory(member=ada, copy__book__title="Emma", claimed_returned_at=NOW)
    desk = at_the_desk.scan(loan.copy.barcode, mode=mode)
    assert desk.said.startswith("Where was it? “Emma”: ")
    assert desk.asks == ["It was in the library", "The member has brought it now"]
    loan.refresh_from_db()
    assert (desk.status, loan.is_open) == (412, True)
    assert desk.yes(answer).said.startswith("Returned “Emma”.")
    loan.refresh_from_db()
    assert (loan.is_open, desk.mode) == (False, mode)


def test_a_claimed_copy_in_the_hands_of_who_claimed_is_taken_back_before_all_else(
    at_the_desk: Browser, ada: Member
) -> None:
    loan = LoanFactory(member=ada, claimed_returned_at=NOW)
    desk = at_the_desk.scan(ada.card_number).scan(loan.copy.barcode)
    assert desk.asks == ["Take it back first"]
    assert desk.yes().said.startswith("Where was it?")
    assert desk.yes(1).said.startswith("Returned")
    loan.refresh_from_db()
    assert not loan.is_open


def test_a_fine_is_told_with_the_way_to_the_account(at_the_desk: Browser, ada: Member) -> None:
    loan = late_loan(ada, days=3)
    desk = at_the_desk.scan(loan.copy.barcode)
    assert "It costs a fine of €" in desk.said
    assert desk.said.endswith("Account")
    assert "Owes €" in desk.scan(ada.card_number).panel
