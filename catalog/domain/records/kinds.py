"""What a MARC record is a record of: not everything in a file is a book."""

import re
from typing import Final

from catalog.domain.records.marc import Record

BOOK: Final = "book"
UNIMARC: Final = "unimarc"
AUTHORITY: Final = "authority"
HOLDINGS: Final = "holdings"
CLASSIFICATION: Final = "classification"
COMMUNITY: Final = "community"

# Leader position 06 of what is no bibliographic record (MARC 21, the four other formats).
_TYPES: Final = {
    "z": AUTHORITY, "u": HOLDINGS, "v": HOLDINGS, "x": HOLDINGS, "y": HOLDINGS,
    "w": CLASSIFICATION, "q": COMMUNITY,
}  # fmt: skip
# UNIMARC, 100 $a: the day of entry, the kind of date, a date. In MARC 21 field 100 is a name.
_GENERAL_DATA = re.compile(r"\s*\x1fa[\d ]{8}[a-ku|][\d ?A-Za-z.]{4}")


def of(record: Record, by: dict[str, list[str]]) -> str:
    """``book`` or ``unimarc`` for what describes books, else what it is instead."""
    if "245" not in by and "200" in by and _is_unimarc(by):
        return UNIMARC
    return _TYPES.get(record.type, BOOK) if "245" not in by else BOOK


def _is_unimarc(by: dict[str, list[str]]) -> bool:
    """Whether it has what UNIMARC asks of all records: 100 with coded data, 200 with a title.

    In MARC 21 there is no field 200, and 100 is a name.
    """
    coded = any(_GENERAL_DATA.match(text[2:]) for text in by.get("100", ()))
    return coded or ("100" not in by and "008" not in by) or "801" in by
