"""MARC-8, the character sets of MARC 21 before Unicode.

Rules: MARC 21 specifications for record structure, character sets and exchange media, "Character
sets and encoding options", part 2. The tables are pymarc's; its decoder is not used because it puts
a space for what it does not know and says so only on the terminal.
"""

import re
import unicodedata
from functools import cache
from typing import Final

from pymarc import marc8_mapping

ESCAPE: Final = b"\x1b"
REPLACEMENT: Final = "\ufffd"
_ASCII: Final = 0x42
_ANSEL: Final = 0x45
_EACC: Final = 0x31
# Escape sequences: Greek symbols, subscript, superscript and back (one letter); a set for the lower
# or the upper half, of one byte or several (technique 2).
_SHIFT = re.compile(
    rb"\x1b(?:([gbps])|\$[,(]?(1)|(\$?)([(,)\-])!?([\x21-\x7e]))"
)  # fmt: skip
_TOKEN = re.compile(rb"[\x20-\x7e]+|[\x80-\xff]+|[\x00-\x1f\x7f]")
_REFERENCE = re.compile(r"&#x([0-9A-Fa-f]{1,6});")

Glyph = tuple[str, bool]
"""A character, and whether it is a mark for the letter that comes after it."""


class Decoder:
    """Turns MARC-8 into Unicode and counts what it could not read."""

    def __init__(self) -> None:
        self.unknown = 0

    def decode(self, data: bytes) -> str:
        """One subfield, or anything in which the default sets hold at the start."""
        if data.isascii() and ESCAPE not in data:
            return unescaped(data.decode("ascii"))
        return unescaped(self._shifted(data))

    def _shifted(self, data: bytes) -> str:
        low, high = _ASCII, _ANSEL
        glyphs: list[Glyph] = []
        at = 0
        for shift in _SHIFT.finditer(data):
            glyphs += self._glyphs(data[at : shift.start()], low, high)
            low, high = _after(shift, low, high)
            at = shift.end()
        glyphs += self._glyphs(data[at:], low, high)
        return unicodedata.normalize("NFC", _in_order(glyphs))

    def _glyphs(self, data: bytes, low: int, high: int) -> list[Glyph]:
        """The characters of a stretch without escape sequences."""
        found: list[Glyph] = []
        for token in _TOKEN.findall(data):
            if token[0] >= 0x80:
                found += self._half(token, high)
            elif token[0] < 0x20 or token[0] == 0x7F:
                continue
            elif low == _ASCII:
                found += [(char, False) for char in token.decode("ascii")]
            else:
                found += self._half(token, low)
        return found

    def _half(self, data: bytes, codes: int) -> list[Glyph]:
        if codes == _EACC:
            return self._east_asian(data)
        table = _table(codes)
        return [glyph or self._lost() for glyph in map(table.get, data)]

    def _east_asian(self, data: bytes) -> list[Glyph]:
        """Three bytes a character; a space may stand alone."""
        table = marc8_mapping.CODESETS[_EACC]
        found: list[Glyph] = []
        at = 0
        while at < len(data):
            if data[at] == 0x20:
                found.append((" ", False))
                at += 1
                continue
            code = int.from_bytes(bytes(byte & 0x7F for byte in data[at : at + 3]), "big")
            known = table.get(code)
            if known is None and code in marc8_mapping.ODD_MAP:
                known = (marc8_mapping.ODD_MAP[code], 0)
            found.append((chr(known[0]), bool(known[1])) if known else self._lost())
            at += 3
        return found

    def _lost(self) -> Glyph:
        self.unknown += 1
        return REPLACEMENT, False


def _after(shift: re.Match[bytes], low: int, high: int) -> tuple[int, int]:
    """The two sets that hold after an escape sequence."""
    single, east_asian, _several, half, final = shift.groups()
    if east_asian:
        return _EACC, high
    if single:
        return (_ASCII if single == b"s" else single[0]), high
    if half in b"(,":
        return final[0], high
    return low, final[0]


@cache
def _table(codes: int) -> dict[int, Glyph]:
    """What each byte means in a set of one byte, in whichever half it is used."""
    table: dict[int, Glyph] = {0x20: (" ", False), 0xA0: (" ", False)}
    for code, (char, combining) in marc8_mapping.CODESETS.get(codes, {}).items():
        for place in (code, code ^ 0x80):
            table.setdefault(place, (chr(char), bool(combining)))
    for code, char in marc8_mapping.ODD_MAP.items():
        if codes in {_ANSEL, _ASCII} and code <= 0xFF:
            table.setdefault(code, (chr(char), False))
    return table


def _in_order(glyphs: list[Glyph]) -> str:
    """MARC-8 writes marks before their letter, Unicode after it."""
    text: list[str] = []
    marks: list[str] = []
    for char, is_mark in glyphs:
        if is_mark:
            marks.append(char)
            continue
        text.append(char)
        if marks:
            text += marks
            marks.clear()
    return "".join(text + marks)


def unescaped(text: str) -> str:
    """``text`` with the characters that references in it stand for: MARC-8 writes ``&#xHHHH;`` for
    what it has no code for.
    """
    return _REFERENCE.sub(_referred, text) if "&#x" in text else text


def _referred(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    if code < 0x20 or code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        return match[0]
    return chr(code)
