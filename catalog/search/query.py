"""What people type into the one box, as terms to look for."""

import re
from dataclasses import dataclass
from typing import Final

from catalog.domain import isbn
from catalog.search import words
from core import text

FIELDS: Final = {
    "title": "title",
    "author": "contributors",
    "contributor": "contributors",
    "subject": "subjects",
    "isbn": "isbns",
}
MAX_LENGTH: Final = 200
MAX_TERMS: Final = 12
_PART = re.compile(
    rf'(?:(?P<field>{"|".join(FIELDS)}):)?(?:"(?P<phrase>[^"]*)"?|(?P<word>\S+))', re.I
)


@dataclass(frozen=True)
class Term:
    """Words to be found together, as the start of words in one column of the search entry.

    ``joined`` is another way to write them, in one piece, which will do as well.
    """

    column: str
    words: str
    joined: str = ""


def terms(typed: str) -> list[Term]:
    """The terms of ``typed``; none when it holds nothing to look for.

    ``author:``, ``title:``, ``subject:`` and ``isbn:`` look in one place, quotes keep words
    together, and an ISBN in any form is one term. What is too long is cut: nobody means it.
    """
    whole = isbn.looks_like(typed)
    if whole:
        return [Term("isbns", whole)]
    found = []
    for part in _PART.finditer(typed[:MAX_LENGTH]):
        column = FIELDS.get((part["field"] or "").lower(), "everything")
        said = part["phrase"] if part["phrase"] is not None else part["word"]
        if column == "isbns" or isbn.looks_like(said):
            found.append(Term("isbns", isbn.looks_like(said) or text.folded(said).replace(" ", "")))
        elif part["phrase"] is not None:
            found.append(Term(column, text.folded(said)))
        else:
            found += _terms(column, said)
    return [term for term in found if term.words][:MAX_TERMS]


def words_in(column: str, said: str) -> list[Term]:
    """Every word of ``said``, to be found in ``column``."""
    return [term for word in said[:MAX_LENGTH].split() for term in _terms(column, word)][:MAX_TERMS]


def _terms(column: str, word: str) -> list[Term]:
    """The terms of one word as typed: with a joint in it ("l'été") its pieces stay together."""
    folded, whole = text.folded(word), text.folded(words.joined(word))
    if whole and whole == folded.replace(" ", ""):
        return [Term(column, folded, whole)]
    return [Term(column, piece) for piece in folded.split()]
