"""A newcomer's way to the first book and back, by pages and without JavaScript."""

import pytest

from accounts.models import AuditEntry, User
from catalog.models import Branch
from loans.models import Loan
from members.models import Member
from tests.factories.accounts import PASSWORD
from tests.factories.catalog import BookFactory, CopyFactory
from tests.journeys.conftest import Calendar, link_in_the_letter_to
from tests.journeys.person import Person

pytestmark = pytest.mark.django_db


def joins(person: Person) -> Member:
    """From the front page to a verified address and one's own page."""
    person.opens("/")
    person.follows("Join")
    person.sends("Join", name="Zoë Ünal", email="Zoe@Example.org", password="hazel wind over dunes")
    assert "zoe@example.org" in person.reads()
    member = Member.objects.get(user__email="zoe@example.org")
    assert member.user
    assert not member.user.is_verified
    person.opens(link_in_the_letter_to("zoe@example.org"))
    person.sends("Confirm this address")
    person.opens("/members/verified")
    return Member.objects.get(pk=member.pk, user__email_verified_at__isnull=False)


def signs_in(person: Person, email: str, password: str = PASSWORD) -> None:
    person.opens("/sign-in")
    person.sends("Sign in", email=email, password=password)
    assert person.status == 200


@pytest.fixture
def vera_at_the_desk(calendar: Calendar, vera: User, harbour: Branch) -> Person:
    person = Person()
    signs_in(person, vera.email)
    person.opens("/desk")
    return person


def test_from_joining_to_bringing_the_book_back(
    calendar: Calendar, vera_at_the_desk: Person
) -> None:
    copy = CopyFactory(book=BookFactory(title="A wizard of Earthsea", author="Le Guin, Ursula K."))
    zoe, vera = Person(), vera_at_the_desk
    member = joins(zoe)
    signs_in(zoe, "zoe@example.org", "hazel wind over dunes")
    zoe.opens("/loans")
    assert "A wizard of Earthsea" not in zoe.reads()

    vera.sends("Go", scan=member.card_number)
    assert "Zoë Ünal" in vera.reads()
    vera.sends("Go", scan=copy.barcode)
    assert vera.status == 200
    loan = Loan.objects.get(member=member)
    assert loan.copy == copy
    first_due = loan.due_at

    calendar.days_pass(5)
    zoe.opens("/loans")
    assert "A wizard of Earthsea" in zoe.reads()
    zoe.sends("Renew")
    loan.refresh_from_db()
    assert (loan.renewals, loan.due_at > first_due) == (1, True)

    vera.sends("Finish")
    vera.sends("Go", scan=copy.barcode)
    loan.refresh_from_db()
    assert loan.returned_at is not None
    zoe.opens("/loans")
    assert "A wizard of Earthsea" in zoe.reads()  # among what came back
    deeds = AuditEntry.objects.of_loan(loan.pk).values_list("action", "interface")
    assert list(deeds) == [
        ("loan.checked_out", "desk"), ("loan.renewed", "page"), ("loan.returned", "desk")
    ]  # fmt: skip


def test_the_link_can_be_opened_twice_and_does_its_work_once(calendar: Calendar) -> None:
    zoe = Person()
    member = joins(zoe)
    link = link_in_the_letter_to("zoe@example.org")
    zoe.opens(link)
    assert zoe.status == 200
    assert member.user
    assert AuditEntry.objects.filter(member_id=member.pk, action__endswith="verified").count() == 1


def test_a_morning_at_the_desk(
    calendar: Calendar, vera_at_the_desk: Person, ada: Member, ben: Member
) -> None:
    """Two members, one book each; the wrong one, a stranger's card, and all taken back."""
    first, second = CopyFactory.create_batch(2)
    vera = vera_at_the_desk
    vera.sends("Go", scan=ada.card_number)
    vera.sends("Go", scan=first.barcode)
    vera.sends("Go", scan=ben.card_number)
    vera.sends("Go", scan=second.barcode)
    open_loans = Loan.objects.filter(returned_at=None).values_list("member", "copy")
    assert set(open_loans) == {(ada.pk, first.pk), (ben.pk, second.pk)}

    vera.sends("Go", scan=first.barcode)  # Ada has it: Ben cannot
    assert vera.status == 409
    assert "on loan" in vera.reads()
    vera.sends("Go", scan="30001000099999")
    assert vera.status == 404

    vera.sends("Finish")
    for copy in (first, second):
        vera.sends("Go", scan=copy.barcode)
        assert vera.status == 200
    assert not Loan.objects.filter(returned_at=None).exists()
    vera.opens("/dashboard")
    assert vera.status == 200


def test_a_scan_that_is_sent_twice_lends_once(
    calendar: Calendar, vera_at_the_desk: Person, ada: Member
) -> None:
    copy, vera = CopyFactory(), vera_at_the_desk
    vera.sends("Go", scan=ada.card_number)
    page_before = vera.page
    vera.sends("Go", scan=copy.barcode)
    vera.page = page_before  # back, and the same form once more
    vera.sends("Go", scan=copy.barcode)
    assert vera.status == 200
    assert Loan.objects.count() == 1
    assert AuditEntry.objects.filter(action="loan.checked_out").count() == 1


def test_who_has_not_verified_may_look_but_is_reminded(calendar: Calendar) -> None:
    zoe = Person()
    zoe.opens("/members/register")
    zoe.sends("Join", name="Zoë", email="zoe@example.org", password="hazel wind over dunes")
    signs_in(zoe, "zoe@example.org", "hazel wind over dunes")
    zoe.opens("/me")
    assert zoe.status == 200
    assert "link" in zoe.reads()
