"""What an import writes is what is written by hand."""

from dataclasses import replace
from typing import Any

import pytest

from catalog.models import Book, Copy, Isbn
from catalog.services import books, copies
from tests.catalog.services.imports.conftest import Import
from tests.factories.records import marc

pytestmark = pytest.mark.django_db


def test_what_it_writes_is_what_adding_a_book_by_hand_writes(
    imported: Import, deed: dict[str, Any]
) -> None:
    record = marc(
        "A wizard of Earthsea", author="Le Guin, Ursula K.", isbn="9780547773742", year="1968",
        subjects=["Wizards"], copies=[("B1", "harbour")],
    )  # fmt: skip
    imported(record)
    mine = Book.objects.get()
    said = books.facts_of(mine)
    columns = set(said.columns) | {"cover", "revision", "version", "withdrawn_at"}
    facts = {name: getattr(mine, name) for name in columns}
    Isbn.objects.all().delete()
    theirs = books.add(said, **deed).book
    theirs.refresh_from_db()
    assert facts == {name: getattr(theirs, name) for name in columns}


def test_what_it_writes_is_what_adding_a_copy_by_hand_writes(
    imported: Import, deed: dict[str, Any]
) -> None:
    """In every column but those that say which copy it is: none can be forgotten."""
    table = (
        b"title,barcode,shelf_location,call_number,note,price,acquired_on,reference_only,parts,"
        b"alerts_at_desk,state\n"
        b"Tides,B1,Attic,823.91 LEG,A stain,12.50,2020-01-31,yes,2 discs,yes,lost; damaged\n"
        b"Waves,B2,,,,,,,,,\nDunes,B3,,,,,,,,,on order\nStones,B4,,,,,,,,,Vermisst\n"
    )
    imported(table, name="shelf.csv")
    for mine in Copy.objects.select_related("branch", "copy_type"):
        facts = replace(copies.facts_of(mine), barcode=f"{mine.barcode}-BY-HAND")
        theirs = Copy.objects.get(pk=copies.add(mine.book, facts, **deed).pk)
        assert columns(mine) == columns(theirs)
    assert Copy.objects.get(barcode="B1").shelf_key == "823.91 leg"


def columns(copy: Copy) -> dict[str, Any]:
    """What a copy's row holds, but for what is of this copy alone."""
    names = {field.attname for field in Copy._meta.concrete_fields} - {"id", "barcode"}
    return {name: getattr(copy, name) for name in names}
