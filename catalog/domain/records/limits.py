"""Drafts that fit into the catalogue: what is longer is cut, and that is said."""

import re
import unicodedata
from dataclasses import replace
from datetime import date
from typing import Any, Final

from catalog.domain import copies
from catalog.domain.records.draft import BookDraft, CopyDraft, Problem

LENGTHS: Final = {
    "title": 500,
    "subtitle": 500,
    "alternative_title": 500,
    "edition": 100,
    "publisher": 300,
    "classification": 60,
    "description": 20_000,
}
COPY_LENGTHS: Final = {
    "barcode": 40,
    "branch": 100,
    "copy_type": 100,
    "shelf_location": 100,
    "call_number": 100,
    "note": 500,
    "parts": 200,
}
NAME_LENGTH: Final = 300
HEADING_LENGTH: Final = 300
MOST_CONTRIBUTORS: Final = 100
MOST_SUBJECTS: Final = 100
MOST_ISBNS: Final = 50
MOST_COPIES: Final = 5_000
YEARS: Final = (-3000, 2200)

_SPACES = re.compile(r"\s+")
_BLANKS = re.compile(r"[^\S\n]+")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def line(text: str) -> str:
    """``text`` on one line as the catalogue keeps it: NFC, single spaces, no control characters."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split()) if "  " in text else text.strip()
    return unicodedata.normalize("NFC", _SPACES.sub(" ", _CONTROLS.sub("", text))).strip()


def paragraph(text: str) -> str:
    """``text`` that may have line breaks, else as ``line``."""
    bare = _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return unicodedata.normalize("NFC", _BLANKS.sub(" ", bare)).strip()


def fitted(name: str, value: str, problems: list[Problem]) -> str:
    """``value`` no longer than the column ``name`` of a book; cut at a word where it can be."""
    return _cut(name, value, LENGTHS[name], problems)


def book(problems: list[Problem], **facts: Any) -> BookDraft:
    """A draft with these facts, all of which fit."""
    for name, most in LENGTHS.items():
        value = facts.get(name, "")
        if len(value) > most:
            facts[name] = _cut(name, value, most, problems)
    contributors = list(dict.fromkeys(facts.pop("contributors", ())))
    if any(len(name) > NAME_LENGTH for name, _role in contributors):
        contributors = list(
            dict.fromkeys(
                (_cut("contributor", name, NAME_LENGTH, problems), role)
                for name, role in contributors
            )
        )
    subjects = list(dict.fromkeys(facts.pop("subjects", ())))
    if any(len(heading) > HEADING_LENGTH for heading in subjects):
        subjects = list(
            dict.fromkeys(_cut("subject", each, HEADING_LENGTH, problems) for each in subjects)
        )
    return BookDraft(
        **facts,
        contributors=_most("contributors", contributors, MOST_CONTRIBUTORS, problems),
        subjects=_most("subjects", subjects, MOST_SUBJECTS, problems),
    )


def copy(problems: list[Problem], **facts: Any) -> CopyDraft:
    """A copy with these facts, all of which fit."""
    for name, most in COPY_LENGTHS.items():
        value = facts.get(name, "")
        if len(value) > most:
            facts[name] = _cut(name, value, most, problems)
    return CopyDraft(**facts)


def dated(draft: BookDraft, today: date | None, problems: list[Problem]) -> BookDraft:
    """``draft`` without the days on which no copy can have been acquired."""
    wrong = [
        copy.acquired_on
        for copy in draft.copies
        if copy.acquired_on and not copies.is_day_of_acquisition(copy.acquired_on, today)
    ]
    if not wrong:
        return draft
    problems += [Problem("date", {"said": on.isoformat()}) for on in wrong]
    kept = [
        replace(copy, acquired_on=None) if copy.acquired_on in wrong else copy
        for copy in draft.copies
    ]
    return replace(draft, copies=tuple(kept))


def year(number: int | None) -> int | None:
    """``number`` where it can be a year of a book."""
    return number if number is not None and YEARS[0] <= number <= YEARS[1] else None


def _cut(name: str, value: str, most: int, problems: list[Problem]) -> str:
    if len(value) <= most:
        return value
    problems.append(Problem("cut", {"field": name, "length": len(value), "most": most}))
    short = value[: most - 1]
    at = short.rfind(" ")
    kept = short[:at] if at > most * 3 // 4 else short
    return kept.rstrip() + "…"


def _most(name: str, found: list[Any], most: int, problems: list[Problem]) -> tuple[Any, ...]:
    if len(found) > most:
        problems.append(Problem("too_many", {"field": name, "found": len(found), "most": most}))
    return tuple(found[:most])
