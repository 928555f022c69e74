from typing import Any

import pytest

from accounts.models import AuditEntry, User
from catalog import errors
from catalog.models import Book, Contributor, Copy, Isbn, SourceRecord, Subject
from catalog.models.imports import Duplicates, Stage
from catalog.search import engine, rebuild
from catalog.selectors import ready
from catalog.services import books, copies, merges
from catalog.services.imports import batches, running, undoing
from core import clock, shared
from tests.catalog.services.imports.conftest import Import, rows, through
from tests.factories.catalog import BookFactory, CopyFactory
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


@pytest.mark.parametrize("at_once", [1, 500])
def test_imports_of_one_book_are_undone_one_after_the_other(
    imported: Import, deed: dict[str, Any], monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    """Also where one of them has changed nothing, and one has changed the book three times."""
    monkeypatch.setattr(undoing, "CHUNK", at_once)
    files = [["First"], ["Second"], ["Second"], ["Third", "Fourth", "Fifth"], ["Sixth"]]
    made = [
        imported(*(marc(title, isbn=ISBN) for title in titles), duplicates=Duplicates.UPDATE)
        for titles in files
    ]
    left = []
    for batch in reversed(made):
        done = through(batches.undo, batch, deed)
        left += [(done.counts.get("kept"), *Book.objects.values_list("title", flat=True))]
    titles = ["Fifth", "Second", "Second", "First"]
    assert left == [(None, title) for title in titles] + [(None,)]


def test_edits_are_undone_a_few_at_a_time_and_new_books_many(
    imported: Import, deed: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(undoing, "CHUNK_OF_EDITS", 2)
    for number in (5, 6, 7):
        BookFactory(title=f"Book {number}", author=f"Writer {number}, Anna")
    batch = imported(*box(8), duplicates=Duplicates.UPDATE)
    batches.undo(batch.pk, **deed)
    ends: list[int] = []
    is_left = True
    while is_left:  # as though it were killed behind each of them
        is_left = running.go_on(
            batch.pk, clock=clock.now, seconds=0, tell=lambda batch: ends.append(batch.position)
        )
    assert list(dict.fromkeys(ends)) == [6, 1]
    assert rows(batch)[0].outcome == "undone"
    assert not Copy.objects.exists()
    assert set(Book.objects.values_list("title", "revision")) == {
        (f"Book {number}", 3) for number in (5, 6, 7)
    }


@pytest.mark.skipif(not shared.IS_SHARED, reason="only a shared cache answers for gone books")
def test_a_book_that_was_taken_back_is_not_answered_for_any_more(
    imported: Import, deed: dict[str, Any], django_capture_on_commit_callbacks: Any
) -> None:
    batch = imported(*box(1))
    book_id = Book.objects.get().pk
    assert ready.book(book_id) is not None
    assert ready.kept(book_id) is not None
    with django_capture_on_commit_callbacks(execute=True):
        through(batches.undo, batch, deed)
    assert ready.kept(book_id) is None
    assert ready.book(book_id) is None


def test_what_an_editor_changed_between_two_imports_stays_changed(
    imported: Import, deed: dict[str, Any]
) -> None:
    first = imported(marc("First", isbn=ISBN))
    book = Book.objects.get()
    books.edit(book.pk, books.Facts("Corrected", isbns=[ISBN]), revision=None, **deed)
    others = [
        imported(marc(title, isbn=ISBN), duplicates=Duplicates.UPDATE)
        for title in ("Second", "Third")
    ]
    for batch in reversed(others):
        assert through(batches.undo, batch, deed).counts.get("kept") is None
    assert outcomes(through(batches.undo, first, deed)) == {"First": "book_changed"}
    assert Book.objects.get().title == "Corrected"


def test_what_a_later_import_has_changed_stays(imported: Import, deed: dict[str, Any]) -> None:
    first = imported(marc("First", isbn=ISBN))
    imported(marc("Second", isbn=ISBN), duplicates=Duplicates.UPDATE)
    assert outcomes(through(batches.undo, first, deed)) == {"First": "book_changed"}


def test_copies_added_go_and_the_book_stays(imported: Import, deed: dict[str, Any]) -> None:
    BookFactory(title="Wizard", isbn=ISBN)
    record = marc("Wizard", isbn=ISBN, copies=[("B1", "")])
    batch = imported(record, duplicates=Duplicates.ADD_COPIES)
    through(batches.undo, batch, deed)
    assert Book.objects.count() == 1
    assert not Copy.objects.exists()


@pytest.mark.parametrize("policy", [Duplicates.ADD_COPIES, Duplicates.UPDATE])
def test_the_last_copy_that_somebody_waits_for_stays(
    imported: Import, deed: dict[str, Any], policy: Duplicates
) -> None:
    book: Book = BookFactory(title="Wizard", isbn=ISBN)
    record = marc("Wizard", isbn=ISBN, copies=[("B1", "harbour")])
    another = marc("Wizard", isbn=ISBN, copies=[("B2", "harbour")])
    batch = imported(record, another, duplicates=policy)
    hold = HoldFactory(book=book)
    said = [row.outcome for row in rows(through(batches.undo, batch, deed))]
    assert said == ["held", "undone"]
    assert Copy.objects.get().barcode == "B1"
    hold.delete()
    through(batches.undo, batch, deed)
    assert not Copy.objects.exists()


def test_a_copy_that_somebody_waits_for_stays(imported: Import, deed: dict[str, Any]) -> None:
    book: Book = BookFactory(title="Wizard", isbn=ISBN)
    CopyFactory(book=book)
    record = marc("Wizard", isbn=ISBN, copies=[("B1", "harbour")])
    batch = imported(record, duplicates=Duplicates.ADD_COPIES)
    HoldFactory(book=book, copy=Copy.objects.get(barcode="B1"))
    assert outcomes(through(batches.undo, batch, deed)) == {"Wizard": "held"}


def test_copies_that_followed_a_merge_go_from_the_book_that_was_kept(
    imported: Import, deed: dict[str, Any]
) -> None:
    gone: Book = BookFactory(title="Wizard", isbn=ISBN)
    kept: Book = BookFactory(title="A wizard")
    record = marc("Wizard", isbn=ISBN, copies=[("B1", "harbour")])
    batch = imported(record, duplicates=Duplicates.ADD_COPIES)
    merges.merge(gone.pk, kept.pk, **deed)
    kept.refresh_from_db()
    assert outcomes(through(batches.undo, batch, deed)) == {"Wizard": "undone"}
    assert not Copy.objects.exists()
    assert Book.objects.get(pk=kept.pk).version > kept.version
    assert list(rebuild.outdated()) == []


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
