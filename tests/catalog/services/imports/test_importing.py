from typing import Any

import pytest

from accounts.models import AuditEntry
from catalog.models import (
    Book,
    Contributor,
    Copy,
    ImportBatch,
    ImportRow,
    Isbn,
    SourceRecord,
    Subject,
)
from catalog.models.imports import Duplicates, Stage
from catalog.search import engine
from catalog.selectors import sources
from catalog.services import books
from catalog.services.imports import batches, reading, running
from core import barcodes, clock
from tests.catalog.services.imports.conftest import Import, rows, through, verdicts
from tests.factories.catalog import BookFactory, BranchFactory, CopyFactory
from tests.factories.records import marc

pytestmark = pytest.mark.django_db
ISBN = "9780547773742"
EARTHSEA = marc(
    "A wizard of Earthsea", author="Le Guin, Ursula K.", isbn=ISBN, year="1968",
    subjects=["Wizards"], copies=[("B1", "harbour"), ("B2", "harbour")],
)  # fmt: skip


def counted() -> list[int]:
    tables: list[Any] = [Book, Isbn, Copy, Contributor, Subject, SourceRecord]
    return [table.objects.count() for table in tables]


def test_a_new_record_becomes_a_book_with_all_that_hangs_on_it(imported: Import) -> None:
    batch = imported(EARTHSEA)
    book = Book.objects.get()
    facts = books.facts_of(book)
    assert (facts.title, facts.year, facts.isbns) == ("A wizard of Earthsea", 1968, [ISBN])
    assert (facts.contributors, facts.subjects) == ([("Le Guin, Ursula K.", "aut")], ["Wizards"])
    assert [copy.barcode for copy in book.copies.all()] == ["B1", "B2"]
    assert (batch.stage, batch.total) == (Stage.DONE, 1)
    assert (batch.counts["new"], batch.counts["copies"]) == (1, 2)


def test_it_is_found_by_the_next_request(imported: Import) -> None:
    imported(EARTHSEA)
    assert len(list(engine.all_ids(engine.Wanted("wizard earthsea")))) == 1


def test_the_record_is_kept_verbatim(imported: Import) -> None:
    imported(marc("One"), EARTHSEA)
    book = Book.objects.get(title="A wizard of Earthsea")
    raw = sources.raw_of(book.pk)
    assert raw is not None
    assert (raw.format, raw.content) == ("marc", EARTHSEA)


def test_a_dry_run_says_the_same_and_changes_nothing(
    uploaded: Import, deed: dict[str, Any]
) -> None:
    BookFactory(title="Momo", author="Ende, Michael")
    before = counted()
    file = [EARTHSEA, EARTHSEA, marc("Momo", author="Ende, Michael"), marc(""), marc("New")]
    batch = through(batches.check, uploaded(*file), deed)
    said = verdicts(batch)
    assert counted() == before
    assert batch.stage == Stage.CHECKED
    assert said == ["new", "duplicate", "duplicate", "refused", "new"]
    done = through(batches.commit, batch, deed)
    assert verdicts(done) == said


def test_nothing_is_found_by_a_dry_run(uploaded: Import, deed: dict[str, Any]) -> None:
    through(batches.check, uploaded(EARTHSEA), deed)
    assert not list(engine.all_ids(engine.Wanted("earthsea")))


def test_a_duplicate_says_of_which_book_or_record_it_is(
    uploaded: Import, deed: dict[str, Any]
) -> None:
    book: Book = BookFactory(isbn="9780000000002")
    file = [marc("Another title", isbn="9780000000002"), EARTHSEA, EARTHSEA]
    first, _new, second = rows(through(batches.check, uploaded(*file), deed))
    assert first.book_id == book.pk
    assert second.params == {"record": 2}


@pytest.mark.parametrize(
    ("record", "is_same"),
    [
        (marc("Momo", author="Michael Ende", year="1973"), True),
        (marc("MOMO.", author="Ende, Michael, 1929-1995", year="1973"), True),
        (marc("Momo", author="Ende, Michael", year="1974"), False),
        (marc("Momo", author="Ende, Fritz", year="1973"), False),
        (marc("Momo 2", author="Ende, Michael", year="1973"), False),
        (marc("Momo", author="Ende, Michael", year="1973", isbn=ISBN), True),
    ],
)
def test_without_an_isbn_title_first_contributor_and_year_tell(
    imported: Import, record: bytes, is_same: bool
) -> None:
    BookFactory(title="Momo", author="Ende, Michael", year=1973)
    assert verdicts(imported(record)) == ["duplicate" if is_same else "new"]


def test_two_editions_with_isbns_of_their_own_are_two_books(imported: Import) -> None:
    BookFactory(title="Momo", author="Ende, Michael", year=1973, isbn="9780000000002")
    record = marc("Momo", author="Ende, Michael", year="1973", isbn=ISBN)
    assert verdicts(imported(record)) == ["new"]


def test_updating_takes_what_the_file_says_and_leaves_what_it_does_not(
    imported: Import,
) -> None:
    book: Book = BookFactory(title="Wizard", isbn=ISBN, subject="Magic", description="Kept.")
    batch = imported(EARTHSEA, duplicates=Duplicates.UPDATE)
    book.refresh_from_db()
    facts = books.facts_of(book)
    assert (facts.title, facts.year) == ("A wizard of Earthsea", 1968)
    assert (facts.description, facts.subjects) == ("Kept.", ["Wizards"])
    assert book.revision == 2
    assert batch.counts["update"] == 1
    assert len(list(engine.all_ids(engine.Wanted("earthsea")))) == 1


def test_updating_twice_adds_no_copy_twice(imported: Import) -> None:
    imported(EARTHSEA, duplicates=Duplicates.UPDATE)
    imported(EARTHSEA, duplicates=Duplicates.UPDATE)
    assert Copy.objects.count() == 2


@pytest.mark.parametrize("at_once", [1, 1000])
def test_updating_from_a_table_again_adds_no_copy_again(
    uploaded: Import, deed: dict[str, Any], monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(reading, "CHUNK", at_once)
    monkeypatch.setattr(reading, "CHUNK_OF_EDITS", at_once)
    table = "title,barcode\nMomo,\nTides,\nMomo,\nMomo,\n"
    for lines, policy, held, last in [
        ("", Duplicates.SKIP, 4, "add_copies"),
        ("", Duplicates.UPDATE, 4, "duplicate"),
        ("Momo,B1\n", Duplicates.UPDATE, 5, "add_copies"),
        ("Momo,B1\nWaves,\nTides,\nWaves,\n", Duplicates.UPDATE, 7, "add_copies"),
    ]:
        file = f"{table}{lines}".encode()
        batch = uploaded(file, name="box.csv", duplicates=policy, copies_each=1)
        said = verdicts(through(batches.check, batch, deed))
        assert verdicts(through(batches.commit, batch, deed)) == said
        assert (Copy.objects.count(), said[-1]) == (held, last)


def test_books_are_edited_a_few_at_a_time_so_that_nobody_waits_for_long(
    uploaded: Import, deed: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "CHUNK_OF_EDITS", 2)
    file = [marc(f"Volume {number}", description="Anew.") for number in range(5)]
    for number in range(5):
        BookFactory(title=f"Volume {number}")
    checked = through(batches.check, uploaded(*file, duplicates=Duplicates.UPDATE), deed)
    batches.commit(checked.pk, **deed)
    ends: list[int] = []
    is_left = True
    while is_left:  # as though it were killed behind each of them
        is_left = running.go_on(
            checked.pk, clock=clock.now, seconds=0, tell=lambda batch: ends.append(batch.position)
        )
    assert list(dict.fromkeys(ends)) == [2, 4, 5]
    assert ImportBatch.objects.get().counts == {"update": 5}
    assert Book.objects.filter(description="Anew.", revision=2).count() == 5


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
     ("undo", "barcode_is_word")],
)  # fmt: skip
def test_what_the_desk_would_take_for_something_else_is_no_barcode(
    uploaded: Import, deed: dict[str, Any], said: str, code: str
) -> None:
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


def test_contributors_and_subjects_are_shared(imported: Import) -> None:
    imported(*(marc(f"Book {n}", author="Ende, Michael", subjects=["Time"]) for n in range(5)))
    assert (Contributor.objects.count(), Subject.objects.count()) == (1, 1)


def test_a_record_refused_says_why_and_leaves_nothing(imported: Import) -> None:
    batch = imported(marc("", author="Ende, Michael"))
    (row,) = rows(batch)
    assert (row.verdict, row.code) == ("refused", "no_title")
    assert counted() == [0] * 6


def test_the_batch_is_on_record(imported: Import) -> None:
    batch = imported(EARTHSEA)
    deeds = AuditEntry.objects.filter(data__batch=str(batch.pk)).order_by("id")
    words = ["import.uploaded", "import.arranged", "import.running", "import.done"]
    assert [each.action for each in deeds] == words
    assert deeds[3].data["counts"]["new"] == 1


def test_importing_the_same_file_again_changes_nothing(imported: Import) -> None:
    imported(EARTHSEA, marc("Momo"))
    before = counted()
    assert verdicts(imported(EARTHSEA, marc("Momo"))) == ["duplicate", "duplicate"]
    assert counted() == before


def test_an_import_has_a_row_for_each_record_of_its_file(imported: Import) -> None:
    batch = imported(*(marc(f"Book {n}") for n in range(30)))
    assert [row.number for row in rows(batch)] == list(range(1, 31))
    assert ImportBatch.objects.get().total == ImportRow.objects.count() == 30


@pytest.mark.parametrize("sign", ["\\ud800", "\\u0000"])
def test_a_sign_that_cannot_be_kept_costs_nothing_but_its_fact(sign: str, imported: Import) -> None:
    said = f'{{"title":"B","isbn":"97{sign}8","year":"19{sign}99","copies":"{sign}1"}}'
    batch = imported(said.encode(), b'\n{"title":"C"}', name="books.jsonl")
    assert (batch.stage, verdicts(batch)) == (Stage.DONE, ["new", "new"])
    assert [code for code, _params in rows(batch)[0].notes] == ["copy_count", "year", "isbn_shape"]


def test_a_price_beyond_all_measure_is_left_out(imported: Import) -> None:
    said = b'{"format":"library-book","title":"B","copies":[{"price_minor":99999999999999999999}]}'
    assert verdicts(imported(said, name="books.jsonl")) == ["new"]
    assert Copy.objects.get().price_minor is None
