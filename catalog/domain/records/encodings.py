"""Which characters the bytes of a MARC record stand for."""

import re
from typing import Final

from catalog.domain.records import marc8
from catalog.domain.records.draft import Problem

KNOWN: Final = frozenset({
    "big5", "cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257",
    "cp437", "cp850", "cp852", "cp866", "cp932", "euc-jp", "euc-kr", "gb18030", "iso8859-1",
    "iso8859-2", "iso8859-5", "iso8859-7", "iso8859-15", "koi8-r", "koi8-u", "mac-roman", "marc-8",
    "shift_jis", "utf-16", "utf-8",
})  # fmt: skip
"""What may be chosen where a file does not tell. UTF-16 is for tables only."""

_MARKED = re.compile(rb"[\xe0-\xfe][A-Za-z]")
_HIGH = re.compile(rb"[\x80-\xff]")


def decoded(
    data: bytes, encoding: str, problems: list[Problem], record: bytes | None = None
) -> str:
    """The text of a record, or of a field of ``record``. What cannot be read becomes U+FFFD.

    Leader position 09 says ``a`` for UTF-8 and a space for MARC-8; many records say MARC-8 and are
    UTF-8, which shows in their bytes: MARC-8 is next to never valid UTF-8.
    """
    record = data if record is None else record
    if encoding in KNOWN and encoding not in {"marc-8", "utf-16"}:
        return _known(data, encoding, problems)
    if record.isascii() and marc8.ESCAPE not in record:
        text = data.decode("ascii")
        return marc8.unescaped(text) if record[9:10] != b"a" else text
    if encoding != "marc-8":
        if record[9:10] == b"a":
            if not _is_marc8(record):
                return _known(data, "utf-8", problems)
            problems.append(Problem("was_marc8"))
        elif _is_utf8(record):
            problems.append(Problem("was_utf8"))
            return _known(data, "utf-8", problems)
    return _marc8(data, problems)


def _is_utf8(record: bytes) -> bool:
    if marc8.ESCAPE in record:
        return False
    try:
        record.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _is_marc8(record: bytes) -> bool:
    """Whether a record that says UTF-8 is MARC-8 all the same: nothing in it is UTF-8, and each
    byte that is not ASCII is a mark of MARC-8 that goes with the letter behind it.
    """
    marks = _MARKED.findall(record)
    if len(marks) < 3 or len(marks) != len(_HIGH.findall(record)):
        return False
    decoder = marc8.Decoder()
    return all(len(decoder.decode(pair)) == 1 for pair in marks) and not decoder.unknown


def _known(data: bytes, encoding: str, problems: list[Problem]) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        text = data.decode(encoding, "replace")
        params = {"count": text.count(marc8.REPLACEMENT), "encoding": encoding}
        problems.append(Problem("bad_bytes", params))
        return text


def _marc8(data: bytes, problems: list[Problem]) -> str:
    """Subfield by subfield: shifts to other character sets end with the subfield."""
    decoder = marc8.Decoder()
    fields = [
        "\x1f".join(map(decoder.decode, field.split(b"\x1f"))) for field in data.split(b"\x1e")
    ]
    if decoder.unknown:
        problems.append(Problem("bad_bytes", {"count": decoder.unknown, "encoding": "marc-8"}))
    return "\x1e".join(fields)
