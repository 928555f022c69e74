"""The copies that an import makes."""

from datetime import date
from typing import Any

import pytest
from django.db.models import Count

from catalog.models import Book, Copy
from catalog.models.imports import Duplicates, Stage
from catalog.services.imports import batches
from core import barcodes
from tests.catalog.services.imports.conftest import Import, rows, through, verdicts
from tests.catalog.services.imports.test_importing import EARTHSEA, ISBN
from tests.factories.catalog import BookFactory, BranchFactory, CopyFactory
from tests.factories.members import MemberFactory
from tests.factories.records import marc

pytestmark = pytest.mark.django_db


def test_adding_copies_leaves_the_record_alone(imported: Import) -> None:
    book: Book = BookFactory(title="Wizard", isbn=ISBN)
    version = book.version
    batch = imported(EARTHSEA, duplicates=Duplicates.ADD_COPIES)
    book.refresh_from_db()
    assert (book.title, book.revision, book.copies.count()) == ("Wizard", 1, 2)
    assert book.version > version
    assert verdicts(batch) == ["add_copies"]
    assert verdicts(imported(EARTHSEA, duplicates=Duplicates.ADD_COPIES)) == ["duplicate"]


def test_a_barcode_of_another_book_refuses_the_record_and_no_other(imported: Import) -> None:
    CopyFactory(barcode="B2")
    batch = imported(EARTHSEA, marc("Momo"))
    assert verdicts(batch) == ["refused", "new"]
    assert (rows(batch)[0].code, rows(batch)[0].params["barcode"]) == ("barcode_taken", "B2")
    assert not Book.objects.filter(title="A wizard of Earthsea").exists()
    assert not Copy.objects.filter(barcode="B1").exists()


def test_a_barcode_twice_in_the_file_names_the_earlier_record(
    uploaded: Import, deed: dict[str, Any]
) -> None:
    one, two = marc("One", copies=[("B1", "")]), marc("Two", copies=[("B1", "")])
    for batch in (through(batches.check, uploaded(one, two), deed), uploaded(one, two)):
        done = through(batches.commit, batch, deed) if batch.stage == Stage.UPLOADED else batch
        assert verdicts(done)[-1] == "refused"
        assert rows(done)[1].params == {"barcode": "B1", "record": 1}


def test_copies_go_to_the_branch_they_name_and_else_to_the_one_chosen(imported: Import) -> None:
    hill = BranchFactory(code="hill", name="Hill branch")
    file = [marc("One", copies=[("B1", "hill"), ("B2", "Hill Branch"), ("B3", "moon")])]
    batch = imported(*file)
    where = dict(Copy.objects.values_list("barcode", "branch__code"))
    assert where == {"B1": hill.code, "B2": hill.code, "B3": "harbour"}
    assert rows(batch)[0].notes == [["unknown_branch", {"branch": "moon"}]]


def test_copies_without_a_barcode_get_the_next_of_ours(imported: Import) -> None:
    imported(marc("One"), marc("Two"), copies_each=2)
    codes = list(Copy.objects.values_list("barcode", flat=True))
    assert len(codes) == 4
    assert all(len(code) == 14 and code.startswith("3") for code in codes)


@pytest.mark.parametrize(
    ("said", "code"),
    [("20001000000012", "barcode_of_card"), ("2 0001 00000001 2", "barcode_of_card"),
     ("undo", "barcode_is_word"), ("s-1", "barcode_of_member")],
)  # fmt: skip
def test_what_the_desk_would_take_for_something_else_is_no_barcode(
    uploaded: Import, deed: dict[str, Any], said: str, code: str
) -> None:
    MemberFactory(card_number="S-1")
    file = marc("Tides", copies=[(said, ""), (said, ""), ("B1", "")])
    checked = through(batches.check, uploaded(file), deed)
    (foreseen,) = rows(checked)
    (done,) = rows(through(batches.commit, checked, deed))
    notes = [[code, {"said": barcodes.normal(said)}]]
    assert (foreseen.verdict, foreseen.notes) == (done.verdict, done.notes) == ("new", notes)
    kept, made = Copy.objects.order_by("-barcode").values_list("barcode", flat=True)
    assert (kept, made[:5], len(made)) == ("B1", "30001", 14)


def test_a_copy_that_has_such_a_barcode_from_before_is_there_already(imported: Import) -> None:
    CopyFactory(barcode="UNDO", book=BookFactory(isbn=ISBN))
    file = marc("A wizard of Earthsea", isbn=ISBN, copies=[("UNDO", "")])
    (row,) = rows(imported(file, duplicates=Duplicates.ADD_COPIES))
    assert (row.verdict, row.notes, Copy.objects.count()) == ("duplicate", [], 1)


def test_a_table_that_counts_no_copies_gets_none(imported: Import) -> None:
    imported(b"title,copies\nTides,0\nWaves,2\nDunes,\n", name="owned.csv", copies_each=1)
    held = Book.objects.order_by("title").annotate(held=Count("copies"))
    assert list(held.values_list("title", "held")) == [("Dunes", 1), ("Tides", 0), ("Waves", 2)]


def test_copies_that_were_withdrawn_elsewhere_are_not_taken_in(imported: Import) -> None:
    table = b"title,barcode,state\nTides,B1,withdrawn\nTides,B2,lost\nWaves,B3,who knows\n"
    batch = imported(table, name="shelf.csv", copies_each=1)
    assert set(Copy.objects.values_list("barcode", flat=True)) == {"B2", "B3"}
    assert [row.notes for row in rows(batch)] == [
        [["withdrawn", {"barcode": "B1"}]],
        [["state", {"said": "who knows"}]],
    ]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"title;barcode;acquired_on\nA;B-1;2999-01-01\nA;B-2;2026-05-06\n", "box.csv"),
        (
            b'{"format":"library-book","title":"A","copies":[{"barcode":"B-1","acquired_on":'
            b'"2999-01-01"},{"barcode":"B-2","acquired_on":"2026-05-06"}]}',
            "books.jsonl",
        ),
    ],
)
def test_a_day_on_which_nothing_can_be_acquired_is_left_out_and_said(
    imported: Import, content: bytes, name: str
) -> None:
    batch = imported(content, name=name)
    days = dict(Copy.objects.values_list("barcode", "acquired_on"))
    assert days == {"B-1": None, "B-2": date(2026, 5, 6)}
    assert rows(batch)[0].notes == [["date", {"said": "2999-01-01"}]]
