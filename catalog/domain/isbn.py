"""The gate for ISBNs: what comes in as 10 or 13 digits, however written, is kept as 13.

Rules: ISO 2108 and the ISBN Users' Manual (check digits; prefixes 978 and 979; 979-0 belongs to
printed music, ISMN). A nine-digit SBN is not an ISBN: whoever has one must add the leading zero
knowingly.
"""

import re
import unicodedata
from operator import mul

from stdnum import isbn as stdnum_isbn
from stdnum.exceptions import ValidationError as StdnumError

# Hyphens as people and spreadsheets write them, after NFKC: hyphen-minus, hyphen, unbreakable one,
# figure dash, en dash, minus sign; and spaces.
_SEPARATORS = re.compile(r"[-\u2010-\u2013\u2212\s]")
_SHAPE = re.compile(r"\d{9}[\dX]|97[89]\d{10}", re.ASCII)


class NotAnIsbn(Exception):
    """The text is not an ISBN; the reason is for the person who wrote it."""


def normal(text: str) -> str:
    """``text`` as the 13 digits of its ISBN. Raises ``NotAnIsbn``."""
    bare = _SEPARATORS.sub("", unicodedata.normalize("NFKC", text)).upper()
    if re.fullmatch(r"\d{8}[\dX]", bare, re.ASCII):
        raise NotAnIsbn("nine_digits")
    if not _SHAPE.fullmatch(bare):
        raise NotAnIsbn("shape")
    if bare.startswith("9790"):
        raise NotAnIsbn("music")
    try:
        compact: str = stdnum_isbn.validate(bare, convert=True)
    except StdnumError as error:
        raise NotAnIsbn("check_digit") from error
    return compact


def looks_like(text: str) -> str:
    """The 13 digits when ``text`` is an ISBN, and nothing when it is something else."""
    try:
        return normal(text)
    except NotAnIsbn:
        return ""


def short(isbn13: str) -> str:
    """The ISBN-10 of the same book, or nothing: those with 979 have none.

    The check digit is that of ISO 2108, which python-stdnum works out ten times as slowly.
    """
    if not isbn13.startswith("978"):
        return ""
    body = isbn13[3:12]
    check = -sum(map(mul, range(10, 1, -1), map(int, body))) % 11
    return f"{body}{'X' if check == 10 else check}"


def hyphenated(isbn13: str) -> str:
    """As printed on a book: 978-0-684-84328-5."""
    return str(stdnum_isbn.format(isbn13))
