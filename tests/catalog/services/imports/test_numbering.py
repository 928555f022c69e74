"""Our own numbers, in files that name some of them."""

from typing import Any

import pytest

from catalog.models import Book, Copy, ImportBatch
from catalog.services.imports import batches, running, stopping
from core import clock
from tests.catalog.services.imports.conftest import Import, rows, through, verdicts

pytestmark = pytest.mark.django_db
FIRST, SECOND, THIRD, FOURTH = (f"3000100000{end}" for end in ("0010", "0028", "0036", "0044"))


def table(*barcodes: str) -> bytes:
    """A file with a book for each of these."""
    lines = [f"Volume {number},{barcode}" for number, barcode in enumerate(barcodes)]
    return "\n".join(["title,barcode", *lines, ""]).encode()


def barcodes() -> list[str]:
    """Those of the volumes, in their order."""
    return list(Copy.objects.order_by("book__title").values_list("barcode", flat=True))


@pytest.mark.parametrize("chunk", [1000, 1])
def test_a_number_that_the_file_names_is_not_given_to_another_copy(
    uploaded: Import, deed: dict[str, Any], monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    monkeypatch.setattr("catalog.services.imports.reading.CHUNK", chunk)
    batch = uploaded(table("", FIRST, SECOND), name="shelf.csv", copies_each=1)
    checked = through(batches.check, batch, deed)
    done = through(batches.commit, checked, deed)
    assert verdicts(checked) == verdicts(done) == ["new"] * 3
    assert barcodes() == [THIRD, FIRST, SECOND]
    through(batches.undo, done, deed)
    assert not Copy.objects.exists()
    assert not Book.objects.exists()


def test_nor_where_a_record_of_the_same_book_names_it(
    uploaded: Import, deed: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("catalog.services.imports.reading.CHUNK", 1)
    file = f"title,barcode\nTides,\nWaves,\nTides,{FIRST}\n".encode()
    batch = uploaded(file, name="shelf.csv", copies_each=1)
    assert verdicts(through(batches.commit, batch, deed)) == ["new", "new", "add_copies"]
    tides, waves = Book.objects.order_by("title")
    assert set(tides.copies.values_list("barcode", flat=True)) == {FIRST, THIRD}
    assert tides.version == 2
    assert waves.copies.get().barcode == SECOND


def test_nor_where_the_import_was_stopped_and_gone_on_with_since(
    uploaded: Import, deed: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("catalog.services.imports.reading.CHUNK", 1)
    batch = uploaded(table("", FIRST), name="shelf.csv", copies_each=1)
    batches.commit(batch.pk, **deed)

    def press(_batch: ImportBatch) -> None:
        stopping.stop(batch.pk, **deed)

    running.go_on(batch.pk, clock=clock.now, tell=press)
    assert barcodes() == [FIRST]
    much_later = deed | {"now": deed["now"].replace(year=2100)}
    done = through(batches.resume, batch, much_later)
    assert verdicts(done) == ["new", "new"]
    assert barcodes() == [SECOND, FIRST]


@pytest.mark.parametrize(
    "touched", [{"revision": 2}, {"last_seen_at": clock.now()}, {"is_on_loan": True}]
)
def test_a_copy_that_somebody_has_had_in_the_hand_keeps_its_number(
    uploaded: Import,
    deed: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    touched: dict[str, Any],
) -> None:
    monkeypatch.setattr("catalog.services.imports.reading.CHUNK", 1)
    batch = uploaded(table("", FIRST), name="shelf.csv", copies_each=1)
    batches.commit(batch.pk, **deed)

    def touch(_batch: ImportBatch) -> None:
        Copy.objects.update(**touched)

    running.go_on(batch.pk, clock=clock.now, tell=touch)
    assert barcodes() == [FIRST]
    assert (rows(batch)[1].verdict, rows(batch)[1].code) == ("refused", "barcode_taken")


def test_a_barcode_that_an_earlier_record_has_named_is_taken(
    imported: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("catalog.services.imports.reading.CHUNK", 1)
    batch = imported(table("", FOURTH, FOURTH), name="shelf.csv", copies_each=1)
    assert verdicts(batch) == ["new", "new", "refused"]
    assert barcodes() == [FIRST, FOURTH]
