"""What people type into the one box, as terms to look for."""

import re
from dataclasses import dataclass, field
from typing import Final

from django.utils.translation import gettext as _

from catalog.domain import isbn
from catalog.domain.records import codes
from catalog.search import words
from core import text

FIELDS: Final = {
    "title": "title",
    "author": "contributors",
    "contributor": "contributors",
    "subject": "subjects",
    "isbn": "isbns",
    "publisher": "publishers",
    "call": "call_numbers",
    "lang": "languages",
    "language": "languages",
    "year": "years",
}
_NAMES: Final = "|".join(FIELDS)
MAX_LENGTH: Final = 200
MAX_TERMS: Final = 12
_PART = re.compile(
    rf'(?P<not>(?<!\S)-(?=[\w"]))?(?:(?P<field>{_NAMES}):)?'
    r'(?:"(?P<phrase>[^"]*)"?|(?P<word>\S+))',
    re.I,
)
# "author: orwell", as some put a blank behind a colon; in capitals it is a title ("The Author: A
# Life"), and a hyphen or another field behind it means itself.
_APART = re.compile(rf'(?<!\S)(-?(?:{_NAMES}):)\s+(?!(?:{_NAMES}):)(?=[\w"])')
_CODED: Final = sorted(
    name for name, column in FIELDS.items() if column not in {"title", "contributors", "subjects"}
)
_NO_PROSE = re.compile(rf'\b(?:(?:{"|".join(_CODED)}):\s*(?:"[^"]*"?|\S+)|(?:{_NAMES}):)', re.I)
# As it stands before the number on a book's page, in a citation or on the back of the book.
_CALLED_ISBN = re.compile(r"\s*ISBN(?:-1[03])?\s*:?\s*(?=\d)", re.I)
_YEARS = re.compile(r"(?P<first>\d{1,4})?(?P<to>-)?(?P<last>\d{1,4})?")
EARLIEST: Final = -3000
LATEST: Final = 2200


@dataclass(frozen=True)
class Term:
    """Words to be found together, as the start of words in one column of the index.

    ``joined`` is another way to write them, in one piece, which will do as well.
    """

    column: str
    words: str
    joined: str = ""
    is_excluded: bool = False


@dataclass(frozen=True)
class Years:
    """From one year to another, both included."""

    first: int
    last: int
    is_excluded: bool = False


@dataclass
class Read:
    """What was typed, understood; ``ignored`` are sentences on what was not."""

    terms: list[Term] = field(default_factory=list)
    years: list[Years] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)


def terms(typed: str) -> list[Term]:
    """The terms of ``typed``; none when it holds nothing to look for."""
    return read(typed).terms


def read(typed: str) -> Read:
    """``typed``, understood.

    ``author:``, ``title:`` and so on look in one place, quotes keep words together, a hyphen before
    a word excludes it, and an ISBN in any form is one term. What is too long is cut and said so.
    """
    whole = isbn.looks_like(_CALLED_ISBN.sub("", typed[:MAX_LENGTH], count=1))
    if whole:
        return Read([Term("isbns", whole)])
    found = Read()
    if len(typed.strip()) > MAX_LENGTH:
        found.ignored.append(_("Only the first %d letters were looked for.") % MAX_LENGTH)
    for part in _PART.finditer(_APART.sub(r"\1", typed[:MAX_LENGTH])):
        _take(part, found)
    if len(found.terms) > MAX_TERMS:
        del found.terms[MAX_TERMS:]
        found.ignored.append(_("Only the first %d words were looked for.") % MAX_TERMS)
    return found


def prose(typed: str) -> str:
    """``typed`` without names of fields, and without the values of those that hold numbers and
    codes.
    """
    return _NO_PROSE.sub(" ", typed)


def words_in(column: str, said: str) -> list[Term]:
    """Every word of ``said``, to be found in ``column``."""
    return [term for word in said[:MAX_LENGTH].split() for term in _terms(column, word)][:MAX_TERMS]


def _take(part: re.Match[str], found: Read) -> None:
    """Add what one part of the text means to what is ``found``."""
    column = FIELDS.get((part["field"] or "").lower(), "everything")
    phrase = part["phrase"]
    said, excluded = part["word"] if phrase is None else phrase, part["not"] is not None
    if column == "years":
        years = _years(said, excluded)
        if years:
            found.years.append(years)
        else:
            found.ignored.append(_("“%s” is not a year.") % said)
        return
    made = _meant(column, said, is_phrase=phrase is not None)
    if not made and column != "everything":
        found.ignored.append(_("Nothing was said to look for in “%s”.") % part["field"].lower())
    found.terms += [Term(each.column, each.words, each.joined, excluded) for each in made]


def _meant(column: str, said: str, *, is_phrase: bool) -> list[Term]:
    """The terms of one word or phrase in ``column``."""
    number = "" if column in {"call_numbers", "languages"} else isbn.looks_like(said)
    if column == "isbns" or number:
        digits = number or text.folded(said).replace(" ", "")
        return [Term("isbns", digits)] if digits else []
    if column == "languages":
        said = codes.language_of_word(said) or said
    if is_phrase or column == "languages":
        folded = text.folded(said)
        return [Term(column, folded)] if folded else []
    return _terms(column, said)


def _years(said: str, excluded: bool) -> Years | None:
    """ "1990", "1990-1999", "1990-" or "-1950"."""
    read_as = _YEARS.fullmatch(text.one_line(said).replace("\u2013", "-"))
    if not read_as or not (read_as["first"] or read_as["last"]):
        return None
    first, last = read_as["first"], read_as["last"]
    if not read_as["to"]:
        if last:  # five digits and more
            return None
        return Years(int(first), int(first), excluded)
    bounds = (int(first) if first else EARLIEST, int(last) if last else LATEST)
    return Years(min(bounds), max(bounds), excluded)


def _terms(column: str, word: str) -> list[Term]:
    """The terms of one word as typed: with a joint in it ("l'été") its pieces stay together."""
    folded, whole = text.folded(word), text.folded(words.joined(word))
    if whole and whole == folded.replace(" ", ""):
        return [Term(column, folded, whole)]
    return [Term(column, piece) for piece in folded.split()]
