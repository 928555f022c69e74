"""Drafts as the catalogue may hold them, and bytes as the world may send them."""

from __future__ import annotations

import unicodedata
from datetime import date

from hypothesis import strategies as st

from catalog.domain.records import BookDraft, CopyDraft, isbd, limits, marks, roles
from catalog.domain.records.isbns import _check_13

WORDS = st.text(st.characters(exclude_categories=("Cs", "Cn", "Co")), min_size=1, max_size=40)
LINES = WORDS.map(limits.line).filter(bool)
OPTIONAL = st.just("") | LINES


def is_plain(text: str) -> bool:
    """Whether ``text`` has no punctuation of ISBD at its end, no signs of direction, and nothing
    that MARC reads as something else.
    """
    return (
        limits.line(isbd.trimmed(text)) == text
        and text.lstrip(":;/=, ") == text
        and not any(0x200E <= ord(char) <= 0x200F or 0x202A <= ord(char) <= 0x202E for char in text)
        and not (text and unicodedata.combining(text[0]))
        and not any(0x2066 <= ord(char) <= 0x2069 for char in text)
        and " = " not in text
        and " -- " not in text
        and not text.startswith(("-- ", "= "))
        and not text.endswith((" --", " ="))
        and not any(ord(char) in {0xFFFE, 0xFFFF} for char in text)
    )


PLAIN = LINES.filter(is_plain)
ISBNS = (
    st.integers(0, 999_999_999)
    .map(lambda body: f"978{body:09d}")
    .map(lambda digits: digits + _check_13(digits))
)
BARCODES = st.from_regex(r"[A-Z0-9]{1,14}", fullmatch=True)


def copies(lines: st.SearchStrategy[str]) -> st.SearchStrategy[CopyDraft]:
    """Copies with a barcode, as all copies of the catalogue have one."""
    return st.builds(
        CopyDraft,
        barcode=BARCODES,
        branch=st.just("") | lines,
        copy_type=st.just("") | lines,
        shelf_location=st.just("") | lines,
        call_number=st.just("") | lines,
        note=st.just("") | lines,
        price_minor=st.none() | st.integers(0, 10_000_000),
        acquired_on=st.none() | st.dates(date(1400, 1, 1)),
        reference_only=st.booleans(),
        parts=st.just("") | lines,
        alerts_at_desk=st.booleans(),
        marks=st.sets(st.sampled_from(marks.MARKS[:-1])).map(marks.in_order),
    )


def books(lines: st.SearchStrategy[str]) -> st.SearchStrategy[BookDraft]:
    """Books of such lines; a title in another language is another title."""
    optional = st.just("") | lines
    return st.builds(
        BookDraft,
        title=lines,
        subtitle=optional,
        alternative_title=optional,
        edition=optional,
        publisher=optional,
        year=st.none() | st.integers(1, 2200) | st.integers(-3000, -1),
        language=st.sampled_from(["", "eng", "ger", "mul", "jpn"]),
        classification=optional,
        description=st.lists(lines, max_size=3).map("\n".join),
        contributors=st.lists(
            st.tuples(lines, st.sampled_from(roles.ROLES)),
            max_size=4,
            unique_by=lambda each: each[0],
        ).map(tuple),
        subjects=st.lists(lines, max_size=4, unique=True).map(tuple),
        isbns=st.lists(ISBNS, max_size=3, unique=True).map(tuple),
        copies=st.lists(copies(lines), max_size=3).map(tuple),
    ).filter(lambda book: book.alternative_title != book.title)
