"""Languages of books: three letters of ISO 639-2 (bibliographic), as catalogues exchange them."""

import re

from babel import Locale
from babel.core import get_global

_SHAPE = re.compile(r"[a-z]{3}")

# What a form offers first; any other well-formed code may be written.
COMMON = [
    "ara",
    "bul",
    "cat",
    "chi",
    "cze",
    "dan",
    "dut",
    "eng",
    "est",
    "fin",
    "fre",
    "ger",
    "gre",
    "heb",
    "hin",
    "hrv",
    "hun",
    "ind",
    "ita",
    "jpn",
    "kor",
    "lat",
    "lav",
    "lit",
    "nor",
    "per",
    "pol",
    "por",
    "rum",
    "rus",
    "slo",
    "slv",
    "spa",
    "swe",
    "tha",
    "tur",
    "ukr",
    "urd",
    "vie",
    "yid",
]


def is_wellformed(code: str) -> bool:
    """Whether ``code`` has the form of a language code, or is empty: not known."""
    return not code or bool(_SHAPE.fullmatch(code))


def name(code: str, reader: str = "en") -> str:
    """The language's name for someone who reads in ``reader``; the code itself where CLDR has
    none.
    """
    if code == "mul":
        return "multiple" if reader == "en" else code
    alias = get_global("language_aliases").get(code, code)
    return str(Locale.parse(reader, sep="-").languages.get(alias, code))
