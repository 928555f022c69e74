"""What is imported goes out as it came in, and comes in again as the same catalogue."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from catalog.domain.records import Format
from catalog.models import Book, Copy, ImportBatch, SourceRecord
from catalog.services import books, copies, exports
from catalog.services.imports import batches
from tests.catalog.domain.records.samples import load
from tests.catalog.services.imports.conftest import Import, through, verdicts
from tests.factories.catalog import BookFactory, CopyFactory
from tests.factories.records import marc

pytestmark = pytest.mark.django_db
BOX = [
    marc(
        "A wizard of Earthsea", author="Le Guin, Ursula K.", isbn="9780547773742", year="1968",
        subjects=["Wizards", "Islands"], description="Ged.", copies=[("B1", "harbour")],
        extra=[("500", "A note that nobody models"), ("037", "X-17")],
    ),
    marc("Krabat", author="Preußler, Otfried", year="1971"),
    marc("Война и мир", author="Толстой, Лев", year="1869", copies=[("B2", "harbour")]),
]  # fmt: skip


def catalogue() -> list[Any]:
    """All that the catalogue says, without the ids."""
    found = Book.objects.with_details().order_by("title")
    held = Copy.objects.current().select_related("book", "branch", "copy_type")
    return [
        *map(books.facts_of, found),
        *[(copy.book.title, copies.facts_of(copy)) for copy in held.order_by("barcode")],
    ]


@pytest.fixture
def written(leo: Any, now: datetime) -> Callable[[Format], bytes]:
    def made(form: Format) -> bytes:
        return b"".join(exports.export(form, None, actor=leo, now=now, interface="page"))

    return made


def test_untouched_marc_goes_out_byte_for_byte(
    imported: Import, written: Callable[[Format], bytes]
) -> None:
    plain = [marc("One", author="Ende, Michael", extra=[("500", "A note")]), marc("Two")]
    imported(*plain)
    assert written(Format.MARC) == b"".join(plain)


FORMS = [Format.MARC, Format.MARCXML, Format.TABLE, Format.JSON, Format.SHEET]


@pytest.mark.parametrize("form", FORMS)
def test_import_export_import_is_the_same_catalogue(
    form: Format,
    imported: Import,
    uploaded: Import,
    written: Callable[[Format], bytes],
    deed: dict[str, Any],
) -> None:
    batch = imported(*BOX)
    before, file = catalogue(), written(form)
    again = imported(file, name=f"books.{exports.ENDINGS[form][0]}", copies_each=0)
    assert set(verdicts(again)) <= {"duplicate"}
    assert catalogue() == before
    SourceRecord.objects.filter(batch=again).delete()
    through(batches.undo, batch, deed)
    assert catalogue() == []
    done = through(batches.commit, uploaded(file, name=f"books.{exports.ENDINGS[form][0]}"), deed)
    assert done.counts.get("refused", 0) == 0
    assert catalogue() == before


@pytest.mark.parametrize("form", FORMS)
def test_what_is_noted_of_a_copy_comes_back_with_it(
    form: Format, imported: Import, written: Callable[[Format], bytes], now: datetime
) -> None:
    said: list[dict[str, Any]] = [
        {"lost_at": now, "parts": "2 discs", "price_minor": 990},
        {"missing_at": now, "note": "Mind the map", "alerts_at_desk": True},
        {"damaged_at": now, "on_order": True, "reference_only": True},
        {"lost_at": now, "damaged_at": now, "acquired_on": now.date()},
        {},
    ]
    for number, facts in enumerate(said):
        CopyFactory(barcode=f"B{number}", **facts)
    CopyFactory(barcode="GONE", withdrawn_at=now)
    before, file = catalogue()[-len(said) :], written(form)
    Copy.objects.all().delete()
    Book.objects.all().delete()
    imported(file, name=f"books.{exports.ENDINGS[form][0]}", copies_each=0)
    assert catalogue()[-len(said) :] == before


def test_what_was_edited_goes_out_edited_and_the_rest_as_it_came(
    imported: Import, written: Callable[[Format], bytes], deed: dict[str, Any]
) -> None:
    imported(BOX[0])
    book = Book.objects.with_details().get()
    facts = books.facts_of(book)
    said = {**vars(facts), "title": "The wizard"}
    books.edit(book.pk, books.Facts(**said), revision=None, **deed)
    file = written(Format.MARC)
    assert b"The wizard" in file
    assert b"A wizard of Earthsea" not in file
    assert b"A note that nobody models" in file
    assert b"X-17" in file


def test_a_book_that_was_typed_in_goes_out_too(
    written: Callable[[Format], bytes], imported: Import
) -> None:
    CopyFactory(book=BookFactory(title="Momo", author="Ende, Michael"), barcode="B9")
    file = written(Format.MARC)
    Copy.objects.all().delete()
    Book.objects.all().delete()
    imported(file)
    assert books.facts_of(Book.objects.get()).contributors == [("Ende, Michael", "aut")]
    assert Copy.objects.get().barcode == "B9"


@pytest.mark.parametrize("form", [Format.MARC, Format.TABLE])
def test_titles_without_letters_and_digits_are_known_again(
    form: Format, written: Callable[[Format], bytes], imported: Import
) -> None:
    for title in ("…", "!!!"):
        BookFactory(title=title)
    file = written(form)
    again = imported(file, name=f"books.{exports.ENDINGS[form][0]}", copies_each=0)
    assert verdicts(again) == ["duplicate", "duplicate"]
    Book.objects.filter(title="!!!").delete()
    again = imported(file, name=f"books.{exports.ENDINGS[form][0]}", copies_each=0)
    assert sorted(verdicts(again)) == ["duplicate", "new"]


def test_a_real_file_of_a_thousand_records_comes_back_the_same(
    imported: Import, written: Callable[[Format], bytes]
) -> None:
    file = load("marc/lc_books_all_2016/lc_books_1k.mrc")
    imported(file)
    assert ImportBatch.objects.get().counts == {"new": 1000}
    assert sorted(written(Format.MARC).split(b"\x1d")) == sorted(file.split(b"\x1d"))


@pytest.mark.parametrize("form", [Format.TABLE, Format.SHEET])
def test_a_book_without_copies_comes_back_without(
    form: Format, written: Callable[[Format], bytes], deed: dict[str, Any]
) -> None:
    CopyFactory(book=BookFactory(title="Momo"))
    BookFactory(title="Krabat")
    file = written(form)
    assert batches.upload([file], "books", **deed).copies_each == 0
    assert batches.upload([b"Title,Barcode\nMomo,B1\n"], "books", **deed).copies_each == 1
