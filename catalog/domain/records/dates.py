"""When a book came out, as records tell it."""

import re
from typing import Final

from catalog.domain.records import limits

# Kinds of date in 008/06 of which the first date is none of this edition: before our era, unknown.
_NO_DATE: Final = "bn|"
_YEAR = re.compile(r"(?<!\d)(1\d{3}|20\d{2}|21\d{2})(?!\d)")
_CORRECTED = re.compile(r"i\.\s?e\.\s*[^\d]{0,12}(\d{4})")
_ERA = re.compile(r"(?<!\d)(\d{1,4})\s*(B\.?\s?C|A\.?\s?D)(?![A-Za-z])", re.IGNORECASE)
_SHEET_YEAR = re.compile(r"(-?\d{1,4})(?:[.,]0+)?")


def of_008(fixed: str) -> int | None:
    """The year in field 008, when it is given in full (MARC 21, 008/06-14)."""
    if len(fixed) < 11 or fixed[6] in _NO_DATE:
        return None
    first = fixed[7:11]
    # A year of the ISBN era or long before, but no filler: 9999 is "still going on", 0000 nothing.
    if first.isascii() and first.isdigit() and 1000 <= int(first) <= limits.YEARS[1]:
        return int(first)
    return None


def of_imprint(said: str) -> int | None:
    """The year in an imprint: "[1999]", "c1987-1991", "1899 [i.e. 1989]", "5752 [1991 or 1992]"."""
    corrected = _CORRECTED.search(said)
    if corrected:
        return limits.year(int(corrected[1]))
    era = _ERA.search(said)
    if era:
        return limits.year(int(era[1]) * (-1 if era[2][0].upper() == "B" else 1))
    found = _YEAR.search(said)
    return int(found[1]) if found else None


def of_cell(said: str) -> int | None:
    """The year in a cell of a table: "1999", "1999.0", "-720.0", "15/03/1999", "c. 1999"."""
    bare = said.strip()
    plain = _SHEET_YEAR.fullmatch(bare)
    if plain:
        return limits.year(int(plain[1])) or None
    return of_imprint(bare)
