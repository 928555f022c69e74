"""A day at the library, from opening to the night's work, by pages and without JavaScript."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.mail import send_mail

from accounts.models import User
from accounts.models.audit import AuditEntry
from catalog.models import Branch, Copy
from loans import jobs
from loans.models import AccountLine, HoldState, Loan, NightlyRun, Policy
from loans.services import integrity, ledger
from members import jobs as post
from members.models import Member, OutboxMessage
from tests.factories.catalog import BookFactory, CopyFactory
from tests.factories.holds import HoldFactory
from tests.factories.loans import LoanFactory
from tests.factories.members import MemberFactory
from tests.journeys.conftest import Calendar
from tests.journeys.person import Person
from tests.journeys.test_by_pages import signs_in

pytestmark = pytest.mark.django_db
BERLIN = ZoneInfo("Europe/Berlin")
FINES: dict[str, Any] = {"fine_per_day": 20, "replacement_price": 1500, "processing_fee": 200}


@pytest.fixture
def desk(calendar: Calendar, leo: User, harbour: Branch) -> Person:
    """Leo, a librarian, at the harbour desk."""
    person = Person()
    signs_in(person, leo.email)
    person.opens("/desk")
    return person


@pytest.fixture(autouse=True)
def _everything_fits_together(calendar: Calendar, db: None) -> Any:
    """However a story goes, no law between the records is broken at its end."""
    yield
    assert [found for found in integrity.faults(calendar.now()) if found.faults] == []


def scans(desk: Person, *codes: str) -> str:
    """What the desk says after the last of these."""
    for code in codes:
        desk.sends("Go", scan=code)
    return desk.reads()


def lent(
    calendar: Calendar,
    member: Member,
    *,
    days: int,
    terms: dict[str, Any] | None = None,
    **more: Any,
) -> Loan:
    """A loan of so many days ago."""
    at = calendar.now() - timedelta(days=days)
    due = (at.astimezone(BERLIN) + timedelta(days=14)).replace(hour=23, minute=59, second=59)
    policy = Policy.objects.get(name="Default")
    kept = policy.terms | (terms or {})
    loan: Loan = LoanFactory(
        member=member, policy=policy, policy_terms=kept, loaned_at=at, due_at=due, **more
    )
    AuditEntry.objects.create(
        action="loan.checked_out", at=at, interface="desk", loan_id=loan.pk,
        book_id=loan.copy.book_id, copy_id=loan.copy_id, member_id=member.pk,
    )  # fmt: skip
    return loan


def at_harbour(harbour: Branch, count: int) -> list[Copy]:
    return list(CopyFactory.create_batch(count, branch=harbour))


def test_the_morning(
    calendar: Calendar, desk: Person, harbour: Branch, ada: Member, ben: Member
) -> None:
    """What is due and overdue, what to fetch and to clear, and then the desk is open."""
    lent(calendar, ada, days=20, copy__book__title="Emma")
    lent(calendar, ada, days=2)
    wanted = CopyFactory(book=BookFactory(title="Dune"), branch=harbour, call_number="FIC HER")
    HoldFactory(book=wanted.book, member=ben, pickup_branch=harbour)
    desk.opens("/dashboard")
    said = desk.reads()
    for figure in ("2 On loan", "1 Overdue", "1 To fetch for holds", "0 Hold shelf to clear"):
        assert figure in said
    assert "Emma" in said
    assert ada.phone in said

    desk.follows("Pull list")
    assert "Dune" in desk.reads()
    assert "FIC HER" in desk.reads()
    desk.opens("/desk")
    assert "Put it on the hold shelf for Ben Okafor" in scans(desk, wanted.barcode)

    calendar.days_pass(30)
    assert jobs.night()
    desk.opens("/dashboard")
    assert "1 Hold shelf to clear" in desk.reads()
    desk.follows("Hold shelf")
    assert "Dune" in desk.reads()
    desk.opens("/dashboard")
    desk.follows("To the desk")
    assert "Scan a card to begin" in desk.reads()


def test_a_family_returns_twelve_books_and_takes_nine(
    calendar: Calendar, desk: Person, harbour: Branch, ada: Member, ben: Member
) -> None:
    """By scans alone: two holds trapped, one fine, one renewal refused, receipt and slip."""
    back = [lent(calendar, ada, days=5, copy__branch=harbour) for _ in range(11)]
    back.append(lent(calendar, ada, days=17, terms=FINES, copy__branch=harbour))
    for loan in back[:2]:
        HoldFactory(book=loan.copy.book, member=ben, pickup_branch=harbour)
    kept = lent(calendar, ada, days=5, copy__branch=harbour)
    HoldFactory(book=kept.copy.book, member=ben, pickup_branch=harbour)

    for loan in back[:2]:
        assert "Put it on the hold shelf for Ben Okafor" in scans(desk, loan.copy.barcode)
    scans(desk, *(loan.copy.barcode for loan in back[2:11]))
    said = scans(desk, back[11].copy.barcode)
    assert "It is 3 days late. It costs a fine of €0.60." in said
    assert not Loan.objects.open().exclude(pk=kept.pk).exists()
    assert ben.holds.filter(state=HoldState.WAITING).count() == 2

    shelf = at_harbour(harbour, 9)
    scans(desk, ada.card_number, *(copy.barcode for copy in shelf))
    assert Loan.objects.open().filter(member=ada).count() == 10
    refused = scans(desk, f"renew {kept.copy.barcode}")
    assert (desk.status, "Refused" in refused) == (409, True)
    assert "wait" in refused
    assert "10 on loan." in refused
    assert "Owes €0.60." in refused

    desk.follows("Account")
    desk.sends("Take the money", amount="0.60")
    assert "Receipt 1" in desk.reads()
    assert "€0.60" in desk.reads()
    desk.follows("Back to the desk")
    assert "Owes" not in desk.reads()
    desk.sends("Finish")
    assert "Finished Ada Nowak. 10 on loan." in desk.reads()
    desk.follows("Due slip")
    assert all(copy.book.title in desk.reads() for copy in shelf)


def test_a_child_without_a_card(calendar: Calendar, desk: Person, harbour: Branch) -> None:
    """Found by name: typed whole, or chosen among namesakes."""
    ida = MemberFactory(name="Ida Vogelsang")
    MemberFactory(name="Ida Petersen")
    (copy,) = at_harbour(harbour, 1)
    said = scans(desk, "ida")
    assert "These members match “ida”." in said
    desk.sends("Ida Vogelsang")
    scans(desk, copy.barcode)
    assert Loan.objects.get().member == ida
    desk.sends("Finish")
    assert "Ida Petersen Active" in scans(desk, "petersen")


def test_a_lost_book_is_paid_and_another_is_found(
    calendar: Calendar, desk: Person, harbour: Branch, ada: Member
) -> None:
    """Both are lost; one is paid for and closed, the other comes back and costs nothing more."""
    terms = FINES | {"found_refund": "all", "found_within_days": 90}
    gone, found = (
        lent(calendar, ada, days=3, terms=terms, copy__branch=harbour, copy__book__title=title)
        for title in ("Emma", "Dune")
    )
    for loan in (gone, found):
        desk.opens(f"/desk?member={ada.pk}")
        desk.follows("Account")
        desk.opens(f"/loans/{loan.pk}/lost")
        assert "€15.00 is charged for the copy." in desk.reads()
        desk.sends("It is lost")
    assert ledger.balance(ada.pk) == 2 * 1700
    desk.opens(f"/members/{ada.pk}/account")
    desk.sends("Take the money", amount="17.00")
    desk.opens(f"/loans/{gone.pk}/write-off")
    desk.sends("Close the loan")
    gone.refresh_from_db()
    assert (gone.is_open, ledger.balance(ada.pk)) == (False, 1700)

    calendar.days_pass(2)
    desk.opens("/desk")
    said = scans(desk, found.copy.barcode)
    assert "Returned “Dune”." in said
    assert "is found again" in said
    assert "is given back" in said
    found.refresh_from_db()
    assert not found.is_open
    assert ledger.balance(ada.pk) <= 200  # the copy is free again; at most the fee stays


def test_a_claim_that_a_book_was_returned(
    calendar: Calendar, desk: Person, harbour: Branch, ada: Member
) -> None:
    """Noted at the desk, told to the member, and ended when the copy is found on the shelf."""
    loan = lent(calendar, ada, days=20, terms=FINES, copy__branch=harbour, copy__book__title="Emma")
    desk.opens(f"/members/{ada.pk}/account")
    desk.follows("Said to be returned")
    desk.sends("Note the claim")
    reader = Person()
    assert ada.user
    signs_in(reader, ada.user.email)
    reader.opens("/loans")
    assert "Said to be returned" in reader.reads()
    assert "Renew" not in reader.reads().split("Past loans")[0]

    calendar.days_pass(4)
    desk.opens("/desk")
    assert "Where was it? “Emma”" in scans(desk, loan.copy.barcode)
    desk.sends("It was in the library")
    assert "Returned “Emma”." in desk.reads()
    loan.refresh_from_db()
    assert (loan.is_open, ledger.balance(ada.pk)) == (False, 0)


def test_a_wrong_scan_is_undone(
    calendar: Calendar, desk: Person, harbour: Branch, ada: Member, ben: Member
) -> None:
    """The book of one went on the card of the other: one word, and it is as if it had not been."""
    (copy,) = at_harbour(harbour, 1)
    scans(desk, ben.card_number, copy.barcode)
    assert "Undone" in scans(desk, "undo")
    assert not Loan.objects.exists()
    scans(desk, ada.card_number, copy.barcode)
    assert Loan.objects.get().member == ada
    desk.opens("/dashboard")
    said = desk.reads()
    assert "1 Lent today" in said
    assert "Lent Undone" in said
    desk.opens("/desk")
    assert desk.reads().count(copy.book.title) == 1  # the undone deed is not told again


def test_the_evening_and_three_nights_off(
    calendar: Calendar, desk: Person, harbour: Branch, ada: Member
) -> None:
    """Mail goes out once; after three nights without power the fines are right, and no mail, no
    fine and no cause of a notice comes twice.
    """
    loan = lent(calendar, ada, days=13, terms=FINES, copy__branch=harbour)
    send_mail("Closed on Monday", "We are closed.", None, ["ada@example.org"])
    assert [post.deliver_outbox(), post.deliver_outbox()] == [1, 0]
    calendar.days_pass(4)
    assert jobs.night()
    assert jobs.night() == ""
    night = NightlyRun.objects.get()
    assert night.is_whole
    late = (calendar.now().astimezone(harbour.zone).date() - loan.due_on).days
    assert list(AccountLine.objects.values_list("kind", "amount")) == [("overdue", 20 * late)]
    told = AuditEntry.objects.filter(action="loan.overdue", loan_id=loan.pk).count()
    sent = OutboxMessage.objects.count()
    calendar.days_pass(1)
    assert jobs.night()
    assert AccountLine.objects.get().amount == 20 * (late + 1)
    assert AuditEntry.objects.filter(action="loan.overdue", loan_id=loan.pk).count() == told == 1
    assert (OutboxMessage.objects.count(), post.deliver_outbox()) == (sent, 0)
