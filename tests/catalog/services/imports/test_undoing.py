from typing import Any

import pytest

from accounts.models import AuditEntry, User
from catalog import errors
from catalog.models import Book, Contributor, Copy, Isbn, SourceRecord, Subject
from catalog.models.imports import Duplicates, Stage
from catalog.search import engine
from catalog.services import books, copies
from catalog.services.imports import batches
from tests.catalog.services.imports.conftest import Import, rows, through
from tests.factories.catalog import BookFactory
from tests.factories.holds import HoldFactory
from tests.factories.loans import LoanFactory
from tests.factories.records import marc

pytestmark = pytest.mark.django_db
ISBN = "9780547773742"


def box(count: int) -> list[bytes]:
    return [
        marc(f"Book {n}", author=f"Writer {n}, Anna", subjects=["A box"], copies=[(f"B{n}", "")])
        for n in range(1, count + 1)
    ]


def outcomes(batch: Any) -> dict[str, str]:
    return {row.title: row.outcome for row in rows(batch)}


def test_nothing_is_left_of_an_import_that_nobody_has_touched(
    imported: Import, deed: dict[str, Any]
) -> None:
    BookFactory(title="Momo", author="Ende, Michael", subject="Time")
    batch = through(batches.undo, imported(*box(5)), deed)
    assert batch.stage == Stage.UNDONE
    assert (batch.counts["undone"], batch.counts.get("kept")) == (5, None)
    assert list(Book.objects.values_list("title", flat=True)) == ["Momo"]
    tables: list[Any] = [Copy, Isbn, SourceRecord]
    assert not any(table.objects.exists() for table in tables)
    assert (Contributor.objects.get().name, Subject.objects.get().heading) == (
        "Ende, Michael", "Time",
    )  # fmt: skip
    assert not list(engine.all_ids(engine.Wanted("book")))


def test_the_trail_names_who_had_it_imported_and_who_had_it_taken_back(
    uploaded: Import, deed: dict[str, Any], vera: User, alma: User
) -> None:
    BookFactory(title="Book 1", author="Writer 1, Anna", year=None)
    batch = uploaded(*box(2), duplicates=Duplicates.UPDATE)
    for step, actor in ((batches.commit, vera), (batches.undo, alma)):
        through(step, batch, deed | {"actor": actor})

    def by(*actions: str) -> list[User | None]:
        entries = AuditEntry.objects.filter(action__in=actions).order_by("id")
        return [each.actor for each in entries]

    assert by("import.uploaded") == [deed["actor"]]
    assert by("import.done", "import.undone") == [vera, alma]
    assert by("book.edited") == [vera, alma]


def test_what_has_been_lent_stays_and_the_rest_goes(imported: Import, deed: dict[str, Any]) -> None:
    batch = imported(*box(3))
    LoanFactory(copy=Copy.objects.get(barcode="B2"))
    done = through(batches.undo, batch, deed)
    assert outcomes(done) == {"Book 1": "undone", "Book 2": "lent", "Book 3": "undone"}
    assert (done.counts["undone"], done.counts["kept"]) == (2, 1)
    assert Book.objects.get().title == "Book 2"
    assert Copy.objects.get().barcode == "B2"
    assert len(list(engine.all_ids(engine.Wanted("book")))) == 1


def test_what_someone_waits_for_stays(imported: Import, deed: dict[str, Any]) -> None:
    batch = imported(*box(2))
    HoldFactory(book=Book.objects.get(title="Book 1"))
    done = through(batches.undo, batch, deed)
    assert outcomes(done) == {"Book 1": "held", "Book 2": "undone"}


def test_what_has_been_edited_stays(imported: Import, deed: dict[str, Any]) -> None:
    batch = imported(*box(3))
    edited, extended, _ = Book.objects.order_by("title")
    books.edit(edited.pk, books.Facts(title="Corrected"), revision=None, **deed)
    first = copies.facts_of(Copy.objects.get(barcode="B1"))
    copies.add(extended, copies.Facts(first.branch, first.copy_type, "B99"), **deed)
    done = through(batches.undo, batch, deed)
    said = {"Book 1": "book_changed", "Book 2": "copies_added", "Book 3": "undone"}
    assert outcomes(done) == said
    assert set(Book.objects.values_list("title", flat=True)) == {"Corrected", "Book 2"}


def test_a_copy_that_was_edited_stays_with_its_book(imported: Import, deed: dict[str, Any]) -> None:
    batch = imported(*box(1))
    copy = Copy.objects.get()
    facts = copies.facts_of(copy)
    moved = copies.Facts(facts.branch, facts.copy_type, shelf_location="Cellar")
    copies.edit(copy.pk, moved, revision=None, **deed)
    assert outcomes(through(batches.undo, batch, deed)) == {"Book 1": "copy_changed"}


def test_an_update_is_undone_to_what_the_record_said_before(
    imported: Import, deed: dict[str, Any]
) -> None:
    book: Book = BookFactory(
        title="Wizard", isbn=ISBN, author="Guin, Ursula", subject="Magic", description="Old."
    )
    before = books.facts_of(book)
    record = marc("A wizard", author="Le Guin, Ursula K.", isbn=ISBN, copies=[("B1", "")])
    batch = imported(record, duplicates=Duplicates.UPDATE)
    done = through(batches.undo, batch, deed)
    assert (done.counts["undone"], done.counts.get("kept")) == (1, None)
    after = Book.objects.with_details().get(pk=book.pk)
    assert books.facts_of(after) == before
    assert not after.copies.exists()
    assert not SourceRecord.objects.exists()
    assert len(list(engine.all_ids(engine.Wanted("guin ursula")))) == 1


def test_two_updates_of_one_book_are_undone_one_after_the_other(
    imported: Import, deed: dict[str, Any]
) -> None:
    book: Book = BookFactory(title="First", isbn=ISBN)
    file = [marc("Second", isbn=ISBN), marc("Third", isbn=ISBN)]
    batch = imported(*file, duplicates=Duplicates.UPDATE)
    done = through(batches.undo, batch, deed)
    assert (done.counts["undone"], done.counts.get("kept")) == (2, None)
    assert Book.objects.get(pk=book.pk).title == "First"


def test_copies_added_go_and_the_book_stays(imported: Import, deed: dict[str, Any]) -> None:
    BookFactory(title="Wizard", isbn=ISBN)
    record = marc("Wizard", isbn=ISBN, copies=[("B1", "")])
    batch = imported(record, duplicates=Duplicates.ADD_COPIES)
    through(batches.undo, batch, deed)
    assert Book.objects.count() == 1
    assert not Copy.objects.exists()


def test_it_can_be_asked_for_again_for_what_had_to_stay(
    imported: Import, deed: dict[str, Any]
) -> None:
    batch = imported(*box(2))
    hold = HoldFactory(book=Book.objects.get(title="Book 1"))
    through(batches.undo, batch, deed)
    hold.delete()
    done = through(batches.undo, batch, deed)
    assert (done.counts["undone"], done.counts.get("kept")) == (2, None)
    assert not Book.objects.exists()


def test_an_import_that_left_nothing_has_nothing_to_take_back(
    imported: Import, deed: dict[str, Any]
) -> None:
    batch = imported(*box(1))
    through(batches.undo, batch, deed)
    with pytest.raises(errors.NothingToUndo):
        batches.undo(batch.pk, **deed)


def test_an_import_taken_back_can_be_made_again(imported: Import, deed: dict[str, Any]) -> None:
    through(batches.undo, imported(*box(3)), deed)
    assert imported(*box(3)).counts["new"] == 3
