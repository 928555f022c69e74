"""Call numbers: the order in which they stand on the shelf, and the lines they make on a spine.

Three kinds are told by their form. Dewey (DDC): three digits, decimals after a point. Library of
Congress (LCC): one to three letters and a whole number, then cutters, which are decimals: ``.C65``
stands before ``.C7``. Anything else is words and numbers. In all of them nothing comes before
something, and figures that count (years, volumes, copies) stand in the order of their value.
"""

import re
from enum import StrEnum
from typing import Final

from core import text

# Classes of three letters begin with D or K; any other three letters are somebody's own words.
_LCC: Final = re.compile(r"([A-HJ-NP-VZ][A-Z]?|[DK][A-Z]{2})\s*(\d{1,4})(\.\d+)?(?!\d)(.*)", re.S)
_DDC: Final = re.compile(r"(\d{3})(\.\d+)?(?![\d.])(.*)", re.S)
_PREFIXED: Final = re.compile(r"([^\W\d_]{1,4})\.?\s+(\d{3}(?:\.\d+)?)(?![\d.])(.*)", re.S)
_TOKEN: Final = re.compile(r"[^\W\d_]+\.?\s?\d+|[^\W_]+")
_NUMBERED: Final = re.compile(r"([^\W\d_]+)(\.?\s?)(\d+)")
_CUTTER_LETTERS: Final = 3
# What is counted, in the languages of most labels: figures after these are no decimals.
_COUNTED: Final = {"vol", "cop", "no", "nr", "pt", "bd", "tom", "ser", "ed", "bk"}
_DIGITS: Final = 9
KEY_LENGTH: Final = 400
_AFTER_ALL: Final = "\U0010ffff"


class Scheme(StrEnum):
    """How a call number is built."""

    DDC = "ddc"
    LCC = "lcc"
    FREE = "free"


def scheme(call_number: str) -> Scheme:
    """Which kind of call number this is, by its form."""
    said = _plain(call_number)
    if _DDC.fullmatch(said):
        return Scheme.DDC
    return Scheme.LCC if _LCC.fullmatch(said) else Scheme.FREE


def sort_key(call_number: str) -> str:
    """A text that sorts, letter by letter, as call numbers stand on the shelf.

    Those without one come first. Case, brackets and the marks at which a long number may be
    broken make no difference.
    """
    said = _plain(call_number)
    if found := _DDC.fullmatch(said):
        whole, decimals, rest = found.groups()
        return _joined(whole + (decimals or ""), *_tail(rest))
    if found := _LCC.fullmatch(said):
        letters, number, decimals, rest = found.groups()
        return _joined(letters.lower(), number.zfill(4) + (decimals or ""), *_tail(rest))
    if found := _PREFIXED.fullmatch(said):
        prefix, number, rest = found.groups()
        return _joined(text.folded(prefix), number, *_tail(rest))
    return _joined(*_free(said))


def bounds(first: str, last: str) -> tuple[str, str]:
    """The least sort key of a range of call numbers, as typed, and one beyond its greatest; an
    empty end is open and gives an empty text.

    The last is taken with all that begins with it: up to 823 holds 823.91 too. Ends that were given
    the wrong way round are exchanged.
    """
    least, end = sort_key(first), sort_key(last)
    if end and least >= end + _AFTER_ALL:
        least, end = end, least
    return least, end + _AFTER_ALL if end else ""


def within(key: str, first: str, last: str) -> bool:
    """Whether the sort key ``key`` lies in a range of call numbers, as typed (see ``bounds``)."""
    least, beyond = bounds(first, last)
    return key >= least and (not beyond or key < beyond)


def spine(call_number: str, *, width: int = 9) -> list[str]:
    """The lines of a spine label, each at most ``width`` letters.

    A class is parted from its number (LCC), cutters, years and volumes stand on lines of their
    own, and what is still too long is broken, a Dewey number after its decimal point's third digit
    first.
    """
    said = " ".join(re.sub(r"[/'’]", "", text.one_line(call_number)).split())
    if found := re.fullmatch(_LCC.pattern, said, re.S | re.I):
        letters, number, decimals, rest = found.groups()
        parts = [letters, number + (decimals or ""), *_cut(rest)]
    else:
        parts = said.split(" ")
    return [line for part in parts if part for line in _broken(part, width)]


def _plain(call_number: str) -> str:
    return re.sub(r"[\[\](){}/'’]", "", text.one_line(call_number)).upper()


def _joined(*parts: str) -> str:
    return " ".join(filter(None, parts))[:KEY_LENGTH]


def _tail(rest: str) -> list[str]:
    """What follows a class: letters with figures are cutters, figures alone count."""
    return [part for token in _TOKEN.findall(rest) for part in _token(token)]


def _token(token: str) -> list[str]:
    found = _NUMBERED.fullmatch(token)
    if not found:
        return _free(token)
    letters, gap, digits = found.groups()
    is_cutter = not gap and len(letters) <= _CUTTER_LETTERS and letters.lower() not in _COUNTED
    return [text.folded(letters) + digits] if is_cutter else _free(token)


def _free(said: str) -> list[str]:
    words = re.findall(r"\d+(?:\.\d+)?|[^\W\d_]+", said)
    return [_number(word) if word[0].isdecimal() else text.folded(word) for word in words]


def _number(digits: str) -> str:
    whole, point, decimals = text.folded(digits.partition(".")[0]), *digits.partition(".")[1:]
    return (whole.lstrip("0") or "0").zfill(_DIGITS) + point + decimals


def _cut(rest: str) -> list[str]:
    """The cutters and what follows: ``.P98L88 2013`` is ``.P98``, ``L88``, ``2013``."""
    return [
        part
        for word in rest.split()
        for part in re.findall(r"\.?[A-Za-z]\d+(?=[A-Za-z]\d)|\S+?(?=\.[A-Za-z]\d)|\S+", word)
    ]


def _broken(part: str, width: int) -> list[str]:
    """``part`` in lines of at most ``width``."""
    if len(part) <= width:
        return [part]
    first = width
    if re.match(r"\d{3}\.\d", part):
        first = min(width, len("000.000"))
    return [part[:first], *_broken(part[first:], width)]
