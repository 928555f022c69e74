"""Text as the library keeps it and text as the library compares it. Pure functions."""

import re
import unicodedata
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

_SPACES = re.compile(r"\s+")
# They turn round what stands beside the text that has them. Marks and isolates, which keep to
# themselves, belong to records in Arabic and Hebrew.
_TURNS = re.compile("[\u202a-\u202e]")
# Signs that show nothing: of direction, joining and variation, fillers, blanks of any width.
_UNSEEN = re.compile(
    "[\\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff]*"
)
# What is left of each ASCII character: letters in lower case, digits, and spaces for the others.
_ASCII_FOLDS: Final = bytes(
    ord(chr(code).lower()) if chr(code).isalnum() and code < 128 else 32 for code in range(256)
)
_LINE_BREAKS = {"\n", "\r", "\t"}
# Letters that Unicode does not take apart and people do: what they type in the letter's stead.
_PLAIN: Final = {
    "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ł": "l", "þ": "th",
    "ŋ": "n", "\u06a9": "\u0643", "\u06cc": "\u064a", "\u0649": "\u064a",
}  # fmt: skip
_ZERO_WIDTH_NON_JOINER: Final = "\u200c"  # parts the words of a Persian compound


def one_line(text: str) -> str:
    """``text`` in NFC on one line: outer space gone, inner runs of space made one; ``seen``."""
    return _SPACES.sub(" ", unicodedata.normalize("NFC", seen(text))).strip()


def seen(text: str) -> str:
    """``text`` without what would turn round its neighbours on a page; nothing where it has no sign
    that could be seen.
    """
    if text.isascii():
        return text
    return "" if _UNSEEN.fullmatch(text) else _TURNS.sub("", text)


def folded(text: str) -> str:
    """``text`` for comparing: compatibility forms unified, case and diacritics gone, words one
    space apart.

    "Übung  MACHT" and "ubung macht" fold alike, and so do "Łódź" and "lodz". Vowel signs of Thai
    and Indic scripts and the voicing of kana are letters to those who read them, and stay.
    """
    if text.isascii():
        return b" ".join(text.encode().translate(_ASCII_FOLDS).split()).decode()
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return unicodedata.normalize("NFC", " ".join(decomposed.translate(_FOLDS).split()))


class _Folds(dict[int, str]):
    """What is left of each character, worked out when it is first met."""

    def __missing__(self, point: int) -> str:
        left = self[point] = _folded_letter(chr(point))
        return left


_FOLDS: Final = _Folds()


def _folded_letter(char: str) -> str:
    """What is left of one character after NFKD and case folding; a space for what parts words."""
    if char in _PLAIN:
        return _PLAIN[char]
    if char.isdecimal():
        return str(unicodedata.decimal(char))
    kind = unicodedata.category(char)
    if kind[0] == "M":
        return char if _is_letter_mark(char, kind) else ""
    if kind == "Cf":
        return " " if char == _ZERO_WIDTH_NON_JOINER else ""
    # Signs of romanisation (soft sign, ayn, hamza) and the Arabic line that only widens a word.
    if "\u02b9" <= char <= "\u02ff" or char == "\u0640":
        return ""
    return char if char.isalnum() else " "


def _is_letter_mark(char: str, kind: str) -> bool:
    """Whether a mark belongs to the spelling: a vowel sign, a virama, a tone, the voicing of kana.

    Told by the canonical combining class: 200 and more are marks above and below a letter, 10 to 36
    the points of Hebrew, Arabic and Syriac, 7 nuktas, 1 strokes through a letter.
    """
    rank = unicodedata.combining(char)
    if rank == 0:
        return kind != "Me" and char != "\u034f" and not "\ufe00" <= char <= "\ufe0f"
    return not (rank in {1, 7} or 10 <= rank <= 36 or rank >= 200)


def no_control_characters(text: str) -> None:
    """Refuse NUL and other control characters, which databases and printers choke on.

    Line breaks and tabs pass: descriptions hold them. Raises ``ValidationError``.
    """
    if any(
        unicodedata.category(char) in {"Cc", "Cs"} and char not in _LINE_BREAKS for char in text
    ):
        raise ValidationError(
            _("Control characters are not allowed here."), code="control_characters"
        )
