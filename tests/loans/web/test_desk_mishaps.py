"""What goes wrong at a desk: each a clear sentence, and nothing half done."""

import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from catalog.models import Branch, Copy
from core import barcodes
from loans.models import Deed, Loan, Policy, Weekday, WeeklyHours
from members.models import Member
from tests.conftest import NOW
from tests.factories.catalog import CopyFactory
from tests.factories.loans import LoanFactory
from tests.loans.web.conftest import Browser

pytestmark = pytest.mark.django_db
CARD = barcodes.numbered(barcodes.CARD, 9, 1)


def unchanged() -> bool:
    """Whether no desk has done anything yet."""
    return not (Loan.objects.exists() or Deed.objects.exists() or AuditEntry.objects.exists())


def test_an_unknown_barcode_says_so_and_keeps_the_member(at_the_desk: Browser, ada: Member) -> None:
    desk = at_the_desk.scan(ada.card_number).scan("30009000000991")
    assert desk.said == "Not understood No copy and no member has the number 30009000000991."
    assert (desk.status, "Ada Nowak" in desk.panel) == (404, True)
    assert unchanged()


def test_a_card_where_a_copy_was_due_begins_that_members_turn_and_lends_nothing(
    at_the_desk: Browser, ada: Member, ben: Member
) -> None:
    desk = at_the_desk.scan(ada.card_number).scan(ben.card_number)
    assert desk.said == "Ben Okafor Nothing on loan."
    assert "Ben Okafor" in desk.panel
    assert unchanged()


def test_an_unknown_card_is_called_a_card_even_in_the_middle_of_a_turn(
    at_the_desk: Browser, ada: Member
) -> None:
    desk = at_the_desk.scan(ada.card_number).scan(CARD)
    assert desk.said == f"Not understood No member has the card {CARD}."
    assert "Ada Nowak" in desk.panel
    assert unchanged()


def test_a_copy_where_a_card_was_due_is_taken_in_and_told_as_that(at_the_desk: Browser) -> None:
    desk = at_the_desk.scan(CopyFactory(book__title="Emma").barcode)
    assert desk.said.startswith("Taken in “Emma”. It was not on loan.")
    assert desk.panel.startswith("Scan a card to begin")
    assert not Loan.objects.exists()


def test_an_old_copy_with_a_number_like_a_card_is_still_lent(
    at_the_desk: Browser, ada: Member
) -> None:
    CopyFactory(barcode=CARD, book__title="Emma")
    assert at_the_desk.scan(ada.card_number).scan(CARD).said.startswith("Lent “Emma”")


def test_a_number_that_is_a_card_and_a_copy_is_told_and_not_guessed(
    at_the_desk: Browser, ada: Member, ben: Member
) -> None:
    copy = CopyFactory(barcode="4711", book__title="Emma")
    Member.objects.filter(pk=ben.pk).update(card_number="4711")
    desk = at_the_desk.scan(ada.card_number).scan("4711")
    assert desk.said.startswith(
        "Not understood 4711 is the card of Ben Okafor and the barcode of “Emma”; nothing was done."
    )
    assert (desk.status, "Ada Nowak" in desk.panel, unchanged()) == (409, True, True)
    LoanFactory(copy=copy, member=ada)
    assert desk.scan("return 4711").said.startswith("Returned “Emma”")


def test_two_desks_serve_one_member_and_each_tells_the_truth(
    at_the_desk: Browser, ada: Member
) -> None:
    Policy.objects.update(loan_limit=1)
    first, second = CopyFactory.create_batch(2)
    here, there = at_the_desk.scan(ada.card_number), Browser(at_the_desk.client).open()
    there.scan(ada.card_number).scan(first.barcode)
    here.scan(second.barcode)
    assert "The member has 1 loans; the policy “Default” allows 1." in here.said
    assert first.book.title in here.panel  # what the other desk has lent shows here too
    assert Loan.objects.count() == 1


def test_a_page_left_open_since_the_member_was_forgotten_says_so(
    at_the_desk: Browser, ada: Member
) -> None:
    copy, desk = CopyFactory(), at_the_desk.scan(ada.card_number)
    ada.delete()
    desk.scan(copy.barcode)
    assert (desk.status, desk.said) == (
        404,
        f"Refused “{copy.book.title}”: There is no such member.",
    )
    assert desk.panel.startswith("Scan a card to begin")
    assert unchanged()


def test_a_yes_that_comes_too_late_is_asked_again(at_the_desk: Browser, ada: Member) -> None:
    copy = CopyFactory(damaged_at=NOW)
    desk = at_the_desk.scan(ada.card_number).scan(copy.barcode)
    type(copy).objects.update(lost_at=NOW)
    again = desk.yes()
    assert (again.status, again.asks) == (412, ["Yes"])
    assert "This copy was marked as lost." in again.said
    assert unchanged()


def test_a_policy_that_lends_nothing_is_named(at_the_desk: Browser, ada: Member) -> None:
    Policy.objects.update(loan_limit=0)
    desk = at_the_desk.scan(ada.card_number).scan(CopyFactory(book__title="Emma").barcode)
    assert desk.said.startswith("Refused “Emma”: The policy “Default” lends nothing.")
    assert (desk.status, unchanged()) == (409, True)


def test_a_calendar_without_an_open_day_is_named_and_books_still_come_back(
    at_the_desk: Browser, ada: Member, harbour: Branch
) -> None:
    for weekday in Weekday:
        WeeklyHours.objects.create(branch=harbour, weekday=weekday)
    Policy.objects.update(closed_days="next_open")
    desk = at_the_desk.scan(ada.card_number).scan(CopyFactory(book__title="Emma").barcode)
    assert "Harbour branch" in desk.said
    assert "open" in desk.said
    assert (desk.status, unchanged()) == (409, True)
    assert "Ada Nowak" in desk.panel
    loan = LoanFactory(branch=harbour, loaned_at="2026-05-01T08:00Z")
    desk.scan("drop")
    assert desk.scan(loan.copy.barcode).said.startswith("Returned")


def test_a_form_without_a_key_still_does_its_work_once(at_the_desk: Browser, ada: Member) -> None:
    copy = CopyFactory()
    sent = {"scan": copy.barcode, "mode": "lend", "member": str(ada.pk)}
    for _ in range(2):
        answer = at_the_desk.client.post(reverse("loans:desk"), sent)
        assert answer.status_code == 200
    assert b"Already lent" in answer.content
    assert Loan.objects.count() == 1


def test_a_garbled_scan_leaves_the_desk_as_it_stood(at_the_desk: Browser, ada: Member) -> None:
    desk = at_the_desk.scan(ada.card_number).scan("drop").scan("damaged").scan("9" * 101)
    assert desk.said == "Not understood This scan cannot be read. Please try again."
    assert (desk.status, desk.mode, "Ada Nowak" in desk.panel) == (422, "drop", True)
    sent = {"scan": "9" * 101, "mode": "drop", "member": str(ada.pk), "damage": "wet"}
    answer = desk.client.post(reverse("loans:desk"), sent, headers={"HX-Request": "true"})
    assert answer.headers["HX-Replace-Url"] == f"/desk?member={ada.pk}&mode=drop"
    assert (answer.context["mode"], answer.context["damage"]) == ("drop", "wet")


def test_a_lost_copy_is_not_renewed_and_the_desk_is_told_what_it_can_do(
    at_the_desk: Browser, ada: Member
) -> None:
    copy = LoanFactory(member=ada).copy
    Copy.objects.filter(pk=copy.pk).update(lost_at=NOW)
    desk = at_the_desk.scan(f"renew {copy.barcode}")
    assert "This copy is marked as lost. The staff can take it in as found." in desk.said
