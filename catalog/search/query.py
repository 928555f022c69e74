"""What people type into the one box, as terms to look for."""

import re
from dataclasses import dataclass
from typing import Final

from catalog.domain import isbn
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
_PART = re.compile(r'(?:(?P<field>[a-z]+):)?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))', re.I)


@dataclass(frozen=True)
class Term:
    """Words to be found together, as the start of words in one column of the search entry."""

    column: str
    words: str


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
        field = (part["field"] or "").lower()
        said = part["phrase"] if part["phrase"] is not None else part["word"]
        if field and field not in FIELDS:  # not a field of ours: "Dune: Messiah" is just words
            found += _words("everything", f"{field} {said}")
        elif field == "isbn" or isbn.looks_like(said):
            found += [Term("isbns", isbn.looks_like(said) or text.folded(said))]
        elif part["phrase"] is not None:
            found += [Term(FIELDS.get(field, "everything"), text.folded(said))]
        else:
            found += _words(FIELDS.get(field, "everything"), said)
    return [term for term in found if term.words][:MAX_TERMS]


def _words(column: str, said: str) -> list[Term]:
    return [Term(column, word) for word in text.folded(said).split()]
