"""A MARC record in memory, whichever of its wrappings it came in."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

SUBFIELD: Final = "\x1f"
FIELD: Final = "\x1e"
RECORD: Final = "\x1d"
LEADER_LENGTH: Final = 24
BLANK_LEADER: Final = "     nam a22     uu 4500"

MOST_FIELDS: Final = 10_000
"""What is more than this in one record is an attack or an accident."""

# Control characters but for the delimiters of ISO 2709; and what begins and ends words that filing
# leaves out (U+0088 and U+0089, in older German records U+0098 and U+009C).
_CONTROLS = re.compile("[\x00-\x1c\x7f-\x9f\ud800-\udfff]")
_DIRECTIONS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass(slots=True)
class Record:
    """The leader and the fields in their order, each as tag and text.

    The text of a data field is its two indicators and then, for each subfield, U+001F, the code and
    the value, as in ISO 2709; that of a control field is its data.
    """

    leader: str
    fields: list[tuple[str, str]]

    @property
    def type(self) -> str:
        """Leader position 06: what is described, ``a`` being language material."""
        return self.leader[6:7]

    def by_tag(self) -> dict[str, list[str]]:
        """The texts of the fields, by tag, without signs of direction: libraries wrap words of
        right-to-left scripts in them, and they stand in the way of everything.
        """
        found: dict[str, list[str]] = {}
        for tag, text in self.fields:
            if not text.isascii():
                text = _DIRECTIONS.sub("", text)
            if tag in found:
                found[tag].append(text)
            else:
                found[tag] = [text]
        return found


def subfields(text: str) -> list[tuple[str, str]]:
    """The subfields of a data field, as code and value without outer space."""
    return [(part[:1], part[1:].strip()) for part in text.split(SUBFIELD)[1:] if part]


def verbatim(text: str) -> list[tuple[str, str]]:
    """The subfields of a data field, as code and value with every space."""
    return [(part[:1], part[1:]) for part in text.split(SUBFIELD)[1:] if part]


def values(text: str, codes: str) -> list[str]:
    """The values of the subfields with one of ``codes``, in their order; none of them empty."""
    found = []
    for part in text.split(SUBFIELD)[1:]:
        if part[:1] in codes and part:
            value = part[1:].strip()
            if value:
                found.append(value)
    return found


def first(text: str, codes: str) -> str:
    """The first value with one of ``codes``, or nothing."""
    for part in text.split(SUBFIELD)[1:]:
        if part[:1] in codes and part:
            value = part[1:].strip()
            if value:
                return value
    return ""


def data_field(indicators: str, parts: Iterable[tuple[str, str]]) -> str:
    """The text of a data field. Delimiters inside of a value would end it: they become spaces."""
    body = "".join(f"{SUBFIELD}{code}{plain(value)}" for code, value in parts)
    return f"{plain(indicators):2.2}{body}"


def plain(value: str) -> str:
    """``value`` without the delimiters of ISO 2709."""
    if value.isprintable():
        return value
    return value.replace(SUBFIELD, " ").replace(FIELD, " ").replace(RECORD, " ")


def clean(text: str) -> str:
    """A record's text in NFC and without control characters, its delimiters kept."""
    if _CONTROLS.search(text):
        text = _CONTROLS.sub("", text)
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", text)
