"""A box of three hundred books comes with a spreadsheet: from the upload to a loan, and back."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from stdnum import ean

from accounts.models import User
from catalog import jobs
from catalog.models import Book, Branch, Copy
from tests.factories.catalog import BookFactory, CopyTypeFactory
from tests.factories.loans import LoanFactory
from tests.journeys.person import Person
from tests.journeys.test_by_pages import signs_in

pytestmark = pytest.mark.django_db
BOOKS = 300


def isbn(number: int) -> str:
    body = f"978354{number:06d}"
    return body + ean.calc_check_digit(body)


def the_spreadsheet() -> bytes:
    """As a colleague sends it: semicolons, cp1252, an ISBN with hyphens, one row per copy."""
    out = io.StringIO()
    sheet = csv.writer(out, delimiter=";")
    sheet.writerow(["Titel", "Verfasser", "ISBN", "Jahr", "Standort"])
    for number in range(BOOKS - 3):
        code = isbn(number)
        shown = f"{code[:3]}-{code[3]}-{code[4:]}" if number % 2 else code
        title = f"Bücher über das Meer {number}"
        sheet.writerow([title, "Groß, Änne", shown, 1950 + number % 70, "Regal 3"])
    sheet.writerow(["Bücher über das Meer 0", "Groß, Änne", isbn(0), 1950, "Regal 4"])
    sheet.writerow(["", "Niemand", "", "", ""])
    sheet.writerow(["Momo", "Ende, Michael", isbn(999), 1973, "Regal 5"])
    return out.getvalue().encode("cp1252")


def test_a_box_of_three_hundred_from_a_spreadsheet(leo: User, harbour: Branch) -> None:
    CopyTypeFactory()
    BookFactory(title="Momo", author="Ende, Michael", isbn=isbn(999))
    person = Person()
    signs_in(person, leo.email)
    person.opens("/")
    person.follows("Imports")
    person.follows("Upload a file")
    person.sends("Upload", file=SimpleUploadedFile("Kiste.csv", the_spreadsheet()))
    assert "Bücher über das Meer 0" in person.reads()
    person.sends("Check the file")
    jobs.work_on_imports()
    person.opens(person.address)
    assert Book.objects.count() == 1
    assert "It has no title." in person.reads() or "Refused 1" in person.reads()
    person.sends("Import it")
    jobs.work_on_imports()
    person.opens(person.address)
    assert "imported" in person.reads()
    assert Book.objects.count() == BOOKS - 3 + 1
    assert Copy.objects.count() == BOOKS - 3 + 1
    here = person.address
    assert Copy.objects.filter(book__isbns__isbn13=isbn(0)).count() == 2
    person.opens("/search?q=meer 17")
    assert "Bücher über das Meer 17" in person.reads()
    LoanFactory(copy=Copy.objects.filter(book__isbns__isbn13=isbn(17)).get())
    person.opens(here)
    person.follows("Take it back")
    person.sends("Take it back")
    jobs.work_on_imports()
    person.opens(here)
    assert "1 record had to stay." in person.reads()
    assert set(Book.objects.values_list("title", flat=True)) == {"Momo", "Bücher über das Meer 17"}
