"""What the columns of a table are, by their names and by what stands in them."""

from collections.abc import Sequence
from typing import Final

from catalog.domain import isbn
from catalog.domain.records import roles
from catalog.domain.records.column_names import NAMES
from core import grids, text

TEXTS: Final = (
    "title", "subtitle", "alternative_title", "edition", "publisher", "year", "language",
    "classification", "description", "subjects", "isbn", "record",
)  # fmt: skip
"""What is said of the book; ``record`` only tells which rows are of one book."""
PEOPLE: Final = {
    "contributors": roles.OTHER, "author": "aut", "authors": "aut", "editor": "edt",
    "translator": "trl", "illustrator": "ill", "compiler": "com", "photographer": "pht",
    "composer": "cmp", "narrator": "nrt", "introduction": "aui", "artist": "art",
}  # fmt: skip
"""Columns with names, and what the people in them did. ``authors`` and ``contributors`` may have
commas between names, as in "J.K. Rowling, Mary GrandPré"; in the others a comma is part of a name.
"""
COPIES: Final = (
    "barcode", "branch", "copy_type", "shelf_location", "call_number", "note", "price",
    "acquired_on", "reference_only", "parts", "alerts_at_desk", "state", "copy_count",
)  # fmt: skip
TELLING: Final = frozenset(COPIES) - {"copy_type", "note", "parts", "alerts_at_desk", "state"}
"""Columns that make a copy of a row; a kind, a note, parts or a state may be said of the book."""
FIELDS: Final = (*TEXTS, *PEOPLE, *COPIES)
"""All that a column can be."""

_SAMPLES: Final = 50

RANKED: Final = {
    name: (field, rank)
    for field, names in NAMES.items()
    for rank, name in enumerate(names.split("|"))
}
_OF_PEOPLE: Final = frozenset({
    "birth year", "card number", "date of birth", "first name", "gender", "geburtsdatum",
    "last name", "nachname", "sort name", "surname", "vorname",
})  # fmt: skip
_OF_BOOKS: Final = frozenset({"author", "authors", "isbn", "publisher"})
_SEVERAL: Final = {"isbn", "subjects", "contributors"}


def guess(header: Sequence[str], samples: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """What each column seems to be; nothing for what should be left out."""
    told = [RANKED.get(text.folded(name)) for name in header]
    best: dict[str, int] = {}
    for field, rank in filter(None, told):
        best[field] = min(rank, best.get(field, rank))
    guessed: list[str] = []
    for field, rank in (found or ("", 0) for found in told):
        taken = field in _SEVERAL or (best.get(field) == rank and field not in guessed)
        guessed.append(field if taken else "")
    if "isbn" not in guessed:
        _by_content(guessed, samples)
    if _OF_PEOPLE & set(map(text.folded, header)) and not _OF_BOOKS & set(guessed):
        return ("",) * len(guessed)  # "title" there is Mrs or Dr
    return tuple(guessed)


def _by_content(guessed: list[str], samples: Sequence[Sequence[str]]) -> None:
    """Find a column of ISBNs among those that nothing is known of."""
    for place, field in enumerate(guessed):
        said = [row[place] for row in samples[:_SAMPLES] if place < len(row) and row[place].strip()]
        numbers = [value for value in said if isbn.looks_like(grids.read(value))]
        if not field and len(numbers) >= 2 and len(numbers) * 2 > len(said):
            guessed[place] = "isbn"
            return


def header_row(rows: Sequence[Sequence[str]]) -> int:
    """Which of the first rows names the columns."""
    return grids.header_row(rows, RANKED)
