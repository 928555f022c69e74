from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import User
from catalog.models import Branch
from loans.models import Loan
from members.models import Member
from tests.conftest import NOW
from tests.factories.catalog import BranchFactory, CopyFactory
from tests.factories.holds import HoldFactory
from tests.factories.loans import LoanFactory
from tests.factories.members import MemberFactory
from tests.loans.web.conftest import Browser

pytestmark = pytest.mark.django_db
SOON = "2026-05-08T21:59:59Z"


def test_the_desk_waits_for_a_card(at_the_desk: Browser) -> None:
    assert at_the_desk.panel.startswith("Scan a card to begin")
    assert (at_the_desk.said, at_the_desk.mode) == ("", "lend")


# --- Lending -------------------------------------------------------------------------------------


def test_a_card_and_then_a_copy_make_a_loan(at_the_desk: Browser, ada: Member) -> None:
    copy = CopyFactory(book__title="A wizard of Earthsea")
    desk = at_the_desk.scan(ada.card_number)
    assert desk.said == "Ada Nowak Nothing on loan."
    assert "Ada Nowak Active" in desk.panel
    desk.scan(copy.barcode)
    assert desk.said == (
        "Lent “A wizard of Earthsea”, due Wed, 20 May 2026. "
        "14 days → Wed, 20 May 2026, policy “Default”"
    )
    assert "A wizard of Earthsea 20 May 2026 · in 14 days" in desk.panel
    assert Loan.objects.get().member == ada


def test_what_blocks_is_told_as_a_sentence(at_the_desk: Browser, ada: Member, ben: Member) -> None:
    copy = LoanFactory(member=ben, copy__book__title="Emma").copy
    desk = at_the_desk.scan(ada.card_number).scan(copy.barcode)
    assert desk.said.startswith("Refused “Emma”: This copy is on loan to someone else.")
    assert (desk.status, desk.asks) == (409, ["Take it back first"])
    assert "Ada Nowak" in desk.panel


def test_a_book_that_is_on_loan_to_another_is_taken_back_first_and_then_lent(
    at_the_desk: Browser, ada: Member, ben: Member
) -> None:
    copy = LoanFactory(member=ben, copy__book__title="Emma").copy
    desk = at_the_desk.scan(ada.card_number).scan(copy.barcode).yes()
    assert desk.said.startswith("Returned “Emma”.")
    assert (desk.mode, "Ada Nowak" in desk.panel) == ("lend", True)
    assert desk.scan(copy.barcode).said.startswith("Lent “Emma”")
    assert Loan.objects.open().get().member == ada


def test_a_blocked_member_is_seen_before_anything_is_scanned(
    at_the_desk: Browser, ada: Member
) -> None:
    ada.blocks.create(reason="unpaid", blocked_at=NOW)
    desk = at_the_desk.scan(ada.card_number)
    assert desk.said == "Ada Nowak Nothing on loan. Blocked: unpaid."
    assert "Blocked" in desk.panel


def test_overdue_loans_are_marked(at_the_desk: Browser, ada: Member) -> None:
    LoanFactory(member=ada, loaned_at="2026-04-01T08:00Z", due_at="2026-05-03T21:59:59Z")
    desk = at_the_desk.scan(ada.card_number)
    assert desk.said == "Ada Nowak 1 on loan, 1 overdue."
    assert "3 days overdue" in desk.panel


def test_a_question_is_answered_in_place(at_the_desk: Browser, ada: Member) -> None:
    copy = CopyFactory(damaged_at=NOW, book__title="Emma")
    desk = at_the_desk.scan(ada.card_number).scan(copy.barcode)
    assert desk.said.startswith(
        "Please confirm “Emma”: This copy is marked as damaged. Lend it all the same?"
    )
    assert (desk.asks, desk.status) == (["Yes"], 412)
    assert desk.yes().said.startswith("Lent “Emma”")


def test_a_copy_the_member_has_is_renewed_with_a_yes(at_the_desk: Browser, ada: Member) -> None:
    loan = LoanFactory(member=ada, due_at=SOON)
    desk = at_the_desk.scan(ada.card_number).scan(loan.copy.barcode)
    assert "The member has this copy already. Renew it?" in desk.said
    assert desk.yes().said.startswith("Renewed")
    loan.refresh_from_db()
    assert loan.renewals == 1


def test_a_double_scan_is_told_calmly_and_changes_nothing(
    at_the_desk: Browser, ada: Member
) -> None:
    copy = CopyFactory(book__title="Emma")
    desk = at_the_desk.scan(ada.card_number).scan(copy.barcode).scan(copy.barcode)
    assert desk.said == "Already lent to Ada Nowak: “Emma”, due Wed, 20 May 2026."
    assert desk.status == 200
    assert Loan.objects.get().renewals == 0


def test_a_second_scan_much_later_or_of_another_s_loan_is_no_double_scan(
    at_the_desk: Browser, ada: Member, vera: User, leo: User
) -> None:
    late = LoanFactory(member=ada, lent_by=vera, loaned_at=NOW - timedelta(minutes=3), due_at=SOON)
    other = LoanFactory(member=ada, lent_by=leo, loaned_at=NOW, due_at=SOON)
    desk = at_the_desk.scan(ada.card_number)
    for loan in (late, other):
        assert "The member has this copy already. Renew it?" in desk.scan(loan.copy.barcode).said


def test_a_double_click_gets_the_same_answer(at_the_desk: Browser, ada: Member) -> None:
    copy = CopyFactory()
    at_the_desk.scan(ada.card_number)
    first = at_the_desk.scan(copy.barcode, key="one").said
    again = at_the_desk.scan(copy.barcode, key="one")
    assert (again.said, again.status) == (first, 200)
    assert Loan.objects.count() == 1


# --- Taking back ---------------------------------------------------------------------------------


def test_a_copy_without_a_member_is_taken_back(at_the_desk: Browser) -> None:
    loan = LoanFactory(copy__book__title="Emma", copy__shelf_location="Fiction")
    desk = at_the_desk.scan(loan.copy.barcode)
    assert desk.said == "Returned “Emma”. Put it back on the shelf: Fiction."
    loan.refresh_from_db()
    assert not loan.is_open


def test_it_says_what_is_odd_and_where_the_copy_goes(at_the_desk: Browser) -> None:
    copy = CopyFactory(book__title="Emma", branch=BranchFactory(code="hill", name="Hill branch"))
    desk = at_the_desk.scan(copy.barcode)
    assert desk.said == (
        "Taken in “Emma”. It was not on loan. It belongs to Hill branch. Send it to Hill branch."
    )


def test_in_the_other_mode_a_members_copy_is_taken_back(at_the_desk: Browser, ada: Member) -> None:
    loan = LoanFactory(member=ada)
    desk = at_the_desk.scan(ada.card_number).scan("return")
    assert (desk.mode, "Ada Nowak" in desk.panel) == ("return", True)
    assert desk.scan(loan.copy.barcode).said.startswith("Returned")
    assert "Nothing on loan." in desk.panel


def test_a_card_scanned_while_taking_back_begins_that_members_turn(
    at_the_desk: Browser, ada: Member
) -> None:
    desk = at_the_desk.scan("", mode="return")
    assert desk.mode == "return"
    assert desk.scan(ada.card_number).mode == "lend"
    assert "Ada Nowak" in desk.panel


# --- Commands and names --------------------------------------------------------------------------


def test_done_ends_the_turn_and_offers_the_slip(at_the_desk: Browser, ada: Member) -> None:
    LoanFactory(member=ada)
    desk = at_the_desk.scan(ada.card_number).scan("done")
    assert desk.said == "Finished Ada Nowak. 1 on loan. Due slip"
    assert desk.panel.startswith("Scan a card to begin")


def test_the_finish_button_does_the_same(at_the_desk: Browser, ada: Member) -> None:
    desk = at_the_desk.scan(ada.card_number).scan("", deed="finish")
    assert desk.said == "Finished Ada Nowak. Nothing on loan."


def test_finishing_nobody_is_harmless(at_the_desk: Browser) -> None:
    assert at_the_desk.scan("done").status == 200


def test_renew_renews_everything_and_tells_each(at_the_desk: Browser, ada: Member) -> None:
    LoanFactory(member=ada, due_at=SOON, copy__book__title="Emma")
    LoanFactory(member=ada, due_at="2026-05-09T21:59:59Z", renewals=2, copy__book__title="Ulysses")
    desk = at_the_desk.scan(ada.card_number).scan("renew")
    log = next(each for each in desk.page.iter("ol") if each.get("id") == "desk-log")
    lines = [" ".join("".join(each.itertext()).split()) for each in log]
    assert lines[0].startswith("Renewed “Emma”, due Wed, 20 May 2026.")
    assert lines[1].startswith("Refused “Ulysses”: It has been renewed 2 times")


def test_one_loan_is_renewed_by_its_button(at_the_desk: Browser, ada: Member) -> None:
    loan = LoanFactory(member=ada, due_at=SOON)
    desk = at_the_desk.scan(ada.card_number).scan(f"renew {loan.copy.barcode}")
    assert desk.said.startswith("Renewed")
    assert desk.scan("renew NOPE").said == "Refused This copy is not on loan."


def test_renew_without_a_member_asks_for_a_card(at_the_desk: Browser, ada: Member) -> None:
    assert "Scan a card first" in at_the_desk.scan("renew").said
    nothing = at_the_desk.scan(ada.card_number).scan("renew")
    assert nothing.said == "Nothing to renew The member has nothing on loan."


def test_a_name_offers_members_to_choose_from(
    at_the_desk: Browser, ada: Member, ben: Member
) -> None:
    MemberFactory(name="Ada Lang")
    desk = at_the_desk.scan("ada")
    assert desk.said.startswith("Who is it? These members match “ada”.")
    assert [each.split(" · ")[0] for each in desk.asks] == ["Ada Lang", "Ada Nowak"]
    assert "Ada Lang" in desk.yes().panel


def test_a_name_that_fits_one_member_needs_no_choice(at_the_desk: Browser, ben: Member) -> None:
    assert "Ben Okafor" in at_the_desk.scan("okafor").panel


def test_many_names_are_not_all_shown(at_the_desk: Browser) -> None:
    for number in range(10):
        MemberFactory(name=f"Kim {number}")
    desk = at_the_desk.scan("kim")
    assert len(desk.asks) == 8
    assert "There are more" in desk.said


@pytest.mark.parametrize(
    ("scan", "said"),
    [
        ("30009000000991", "No copy and no member has the number 30009000000991."),
        ("Zebulon", "Nobody here is called “Zebulon”."),
    ],
)
def test_what_nobody_knows_is_told_as_a_sentence(
    at_the_desk: Browser, scan: str, said: str
) -> None:
    desk = at_the_desk.scan(scan)
    assert (desk.said, desk.status) == (f"Not understood {said}", 404)


def test_an_unknown_card_is_told_as_a_card(at_the_desk: Browser, ada: Member) -> None:
    card = ada.card_number
    Member.objects.all().delete()
    assert at_the_desk.scan(card).said == f"Not understood No member has the card {card}."


@pytest.mark.parametrize(
    "sent",
    [
        {"member": "x"},
        {"mode": "steal"},
        {"scan": "x" * 101},
        {"scan": "a\0b"},
        {"resolution": "eaten"},
        {"damage": "a\0b"},
        {"damage": "x" * 201},
    ],
)
def test_what_cannot_be_read_changes_nothing(at_the_desk: Browser, sent: dict[str, str]) -> None:
    response = at_the_desk.client.post(reverse("loans:desk"), {"scan": "1", "mode": "lend"} | sent)
    assert response.status_code == 422
    assert b"This scan cannot be read" in response.content


def test_a_copy_that_is_released_is_told_beside_the_loan(
    at_the_desk: Browser, ada: Member, harbour: Branch
) -> None:
    hold = HoldFactory(member=ada, pickup_branch=harbour)
    kept, other = (CopyFactory(book=hold.book, branch=harbour) for _ in range(2))
    desk = at_the_desk.scan(kept.barcode).scan(ada.card_number).scan(other.barcode)
    assert desk.said.startswith("Lent “")
    assert f"The copy {kept.barcode} (Harbour branch) was set aside for the member" in desk.said
