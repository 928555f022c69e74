"""September: the school's pupils are imported again, classes roll over, leavers are forgotten."""

import csv
import io
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import AuditEntry, User
from catalog.models import Branch
from loans.models import Loan
from loans.services import returns
from loans.services.situation import Desk
from members import jobs
from members.models import LeaveRequest, Member, MemberImportRow, OutboxMessage
from members.services import leaving
from tests.conftest import NOW
from tests.factories.catalog import CopyFactory
from tests.factories.loans import LoanFactory, PolicyFactory
from tests.factories.members import CategoryFactory
from tests.journeys.person import Person
from tests.journeys.test_by_pages import signs_in

pytestmark = pytest.mark.django_db
EACH = 4
CLASSES = ("5a", "5b", "10a")
HEADER = ["Nachname", "Vorname", "Ausweis", "E-Mail", "Klasse", "Geburtsdatum"]


def pupils(*rows: tuple[str, int, str]) -> bytes:
    """A list as the school office sends it: semicolons, cp1252; pupils by name, number, class."""
    out = io.StringIO()
    sheet = csv.writer(out, delimiter=";")
    sheet.writerow(HEADER)
    for name, number, group in rows:
        mail = f"p{number}@schule.example" if number % 2 else ""
        sheet.writerow([name, name and "Jürgen", f"S{number}", mail, group, "01.02.2014"])
    return out.getvalue().encode("cp1252")


def brings_in(person: Person, name: str, content: bytes, **typed: Any) -> None:
    """From the page of members to the report."""
    person.opens("/")
    person.follows("Members")
    person.follows("Imports of members")
    person.follows("Upload a file")
    person.sends("Upload", file=SimpleUploadedFile(name, content))
    person.sends("Check the file", **typed)
    jobs.work_on_imports()
    person.opens(person.address)
    person.sends("Import it")
    jobs.work_on_imports()
    person.opens(person.address)
    assert "imported" in person.reads()


def last_year() -> bytes:
    """Four pupils in each class."""
    numbered = [(f"Pupil{n}", n, CLASSES[n // EACH]) for n in range(EACH * len(CLASSES))]
    return pupils(*numbered)


def this_year() -> bytes:
    """All but one of each class have moved up, two are new; and one row is wrong."""
    stayed = [(f"Pupil{n}", n, f"6{'ab'[n // EACH]}") for n in range(1, 2 * EACH) if n != EACH]
    return pupils(*stayed, ("New", 98, "5a"), ("Newer", 99, "5b"), ("", 100, "5b"))


def test_september(leo: User, harbour: Branch) -> None:
    CategoryFactory(code="pupil", name="Pupil")
    PolicyFactory(branch=harbour)
    person = Person()
    signs_in(person, leo.email)
    brings_in(person, "2025.csv", last_year(), expires_on="2026-07-31")
    assert Member.objects.count() == EACH * len(CLASSES)
    reader = Member.objects.get(card_number="S8")
    loan: Loan = LoanFactory(member=reader, copy=CopyFactory(branch=harbour))
    past: Loan = LoanFactory(member=Member.objects.get(card_number="S9"), returned_at=NOW)

    brings_in(person, "2026.csv", this_year())
    assert "It has no name." in person.reads()
    assert Member.objects.get(card_number="S1").group == "6a"
    assert not OutboxMessage.objects.filter(recipient__contains="schule.example").exists()

    person.opens("/members")
    person.follows("Roll classes over")
    newest = MemberImportRow.objects.get(name="Jürgen New").batch_id
    person.sends("Show what it does", compared_with=str(newest), expires_on="2027-07-31")
    assert "8 members stay. 6 members leave." in person.reads()
    assert "Not everything has come back yet. Still on loan: 1." in person.reads()
    person.sends("Roll over")
    done = person.address
    assert Member.objects.get(card_number="S1").expires_on == date(2027, 7, 31)

    undone_and_done_again(person, done, str(newest))
    person.follows("Let the leavers go")
    person.sends("Let them go")
    assert jobs.let_leavers_go() == 5
    the_leavers_are_forgotten(reader, past, harbour, leo, loan)


def undone_and_done_again(person: Person, done: str, newest: str) -> None:
    """A slip: it is undone, everyone is as before, and it is done again."""
    person.opens(done)
    person.follows("Undo")
    person.sends("Undo")
    assert "This roll-over was undone." in person.reads()
    assert set(Member.objects.values_list("expires_on", flat=True)) <= {
        date(2026, 7, 31),
        date(2027, 5, 6),
    }
    person.opens("/members/roll-over")
    person.sends("Show what it does", compared_with=newest, expires_on="2027-07-31")
    person.sends("Roll over")


def the_leavers_are_forgotten(
    reader: Member, past: Loan, harbour: Branch, leo: User, loan: Loan
) -> None:
    """At once; whoever has a book out when it is back. Nothing names them any more."""
    assert Member.objects.count() == 9
    past.refresh_from_db()
    assert past.member is None
    assert [each.member for each in LeaveRequest.objects.all()] == [reader]
    returns.return_loan(loan.pk, desk=Desk(leo, harbour, NOW, "desk"))
    assert leaving.carry_out(reader.pk, now=NOW, interface="job")
    assert not MemberImportRow.objects.filter(name__in=["Jürgen Pupil8", "Jürgen Pupil9"]).exists()
    assert not AuditEntry.objects.filter(member_id=reader.pk).exists()
    assert set(Member.objects.values_list("group", flat=True)) == {"5a", "5b", "6a", "6b"}
