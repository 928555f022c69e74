"""Barcodes of copies: 14 digits as printed on most library labels, or whatever the labels in hand
say.

The common scheme (Codabar, 14 digits): the first digit says what it is (3 a copy, 2 a card), four
name the institution, eight count, the last is a check digit by the Luhn rule (ISO/IEC 7812-1, annex
B).
"""

import re
import unicodedata
from typing import Final

from stdnum import luhn

COPY: Final = "3"
CARD: Final = "2"
MAX_LENGTH: Final = 40
WORDS: Final = frozenset({"FINISH", "DONE", "LEND", "RETURN", "RENEW", "UNDO", "DROP", "DAMAGED"})
"""What can be said at a desk in a word, printed as a barcode too."""
_SHAPE = re.compile(r"[A-Z0-9][A-Z0-9./$+%:-]*", re.ASCII)


def normal(scanned: str) -> str:
    """A scanned or typed barcode as it is kept: NFKC, upper case, without the spaces printed for
    people.
    """
    if scanned.isascii() and scanned.isalnum():
        return scanned.upper()
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", scanned)).upper()


def is_wellformed(barcode: str) -> bool:
    """Whether ``barcode`` is something a label printer can print: letters A-Z, digits and
    ``-./$+%:``.
    """
    return len(barcode) <= MAX_LENGTH and bool(_SHAPE.fullmatch(barcode))


def numbered(kind: str, institution: int, number: int) -> str:
    """The 14-digit barcode of the ``number``-th thing of ``kind`` at ``institution``."""
    body = f"{kind}{institution:04d}{number:08d}"
    return body + luhn.calc_check_digit(body)


def looks_like_card(scanned: str) -> bool:
    """Whether a scan is a member's card by its form: 14 digits that begin with 2 and check."""
    code = normal(scanned)
    return len(code) == 14 and code.startswith(CARD) and bool(luhn.is_valid(code))


def is_word(scanned: str) -> bool:
    """Whether a scan is a word of the desk, and so could not be anything's number."""
    return normal(scanned) in WORDS
