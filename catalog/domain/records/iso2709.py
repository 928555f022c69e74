"""Records of ISO 2709, the form in which libraries have exchanged MARC since 1968.

Each record is a leader of 24 characters, a directory of twelve for each field (tag, length, start),
the fields, each ending with 0x1E, and 0x1D. Lengths lie often and separators hardly ever, so the
separators are what is believed.
"""

import re
from collections.abc import Iterator
from typing import BinaryIO, Final

from catalog.domain.records import encodings
from catalog.domain.records.draft import Piece, Problem
from catalog.domain.records.marc import FIELD, LEADER_LENGTH, MOST_FIELDS, Record, clean

CHUNK: Final = 1_048_576
MOST_BYTES: Final = 4_194_304
"""A record may have 99,999 bytes by the standard. What is longer than this has no end."""
KEPT_OF_ENDLESS: Final = 65_536
_END: Final = b"\x1d"
# What programs leave between records: line ends, NUL, the end-of-file sign of DOS.
_FILLER: Final = b"\r\n\x00\x1a"
# A leader that begins within what should be one record: length, status, type, and so on until the
# base address and the form of the directory.
_LEADER = re.compile(rb"\d{5}[a-z][a-z][ -~]{3}[2 ][2 ]\d{5}[ -~]{3}45[0 ][0 ]")


def cut(file: BinaryIO) -> Iterator[Piece]:
    """The records of ``file``, cut at their ends. A record that has lost its end is parted from
    the one it runs into.
    """
    number = 0
    for offset, raw, ended in _slices(file):
        begun = 0
        for at in _swallowed(raw) if ended else ():
            number += 1
            yield Piece(number, offset + begun, raw[begun:at], (Problem("no_end", fatal=True),))
            begun = at
        number += 1
        problems = () if ended else (Problem("no_end", fatal=_is_cut_off(raw)),)
        yield Piece(number, offset + begun, raw[begun:] if begun else raw, problems)


def _slices(file: BinaryIO) -> Iterator[tuple[int, bytes, bool]]:
    """Offset and bytes of what lies between two ends, and whether its end was there."""
    offset, rest, ahead = 0, b"", b""
    while chunk := ahead or file.read(CHUNK):
        ahead = b""
        *whole, rest = (rest + chunk).split(_END)
        for body in whole:
            bare = _begun(body)
            if bare:
                yield offset + len(body) - len(bare), bare + _END, True
            offset += len(body) + 1
        if len(rest) > MOST_BYTES:
            yield offset, rest[:KEPT_OF_ENDLESS], False
            skipped, ahead = _after_next_end(file)
            offset, rest = offset + len(rest) + skipped, b""
    bare = _begun(rest)
    if bare.strip(_FILLER + b" \t"):
        yield offset + len(rest) - len(bare), bare[:MOST_BYTES], False


def _begun(body: bytes) -> bytes:
    """``body`` from where its record begins. Spaces may belong to a leader without a length."""
    bare = body.lstrip(_FILLER)
    if bare[:1] in {b" ", b"\t"}:
        later = bare.lstrip(_FILLER + b" \t")
        if not later or later[:5].isdigit():
            return later
    return bare


def _is_cut_off(raw: bytes) -> bool:
    """Whether more than the end of record is missing at the end of the file."""
    told = int(raw[:5]) if raw[:5].isdigit() else 0
    return not raw.rstrip(_FILLER).endswith(b"\x1e") or told > len(raw) + 1


def _after_next_end(file: BinaryIO) -> tuple[int, bytes]:
    """Read on to the next end of a record: how much was passed over, and what came behind it."""
    passed = 0
    while chunk := file.read(CHUNK):
        at = chunk.find(_END)
        if at >= 0:
            return passed + at + 1, chunk[at + 1 :]
        passed += len(chunk)
    return passed, b""


def _swallowed(raw: bytes) -> list[int]:
    """Where other records begin within ``raw``, because the ends before them are missing.

    Only where the leader's length does not fit the whole, and for the last one fits what remains.
    """
    if raw[:5].isdigit() and int(raw[:5]) == len(raw):
        return []
    starts = [found.start() for found in _LEADER.finditer(raw, LEADER_LENGTH)]
    fits = starts and int(raw[starts[-1] : starts[-1] + 5]) == len(raw) - starts[-1]
    return starts if fits else []


def parse(raw: bytes, encoding: str = "") -> tuple[Record, list[Problem]]:
    """The record in ``raw``, with what was put right. Raises ``Damaged``.

    ``encoding`` overrules what the leader says of the characters.
    """
    if (b"\x1e" not in raw[LEADER_LENGTH:]) or len(raw) < LEADER_LENGTH + 14:
        raise Damaged("no_directory" if len(raw) >= LEADER_LENGTH else "too_short")
    problems: list[Problem] = []
    text = clean(encodings.decoded(raw, encoding, problems))
    head, *texts = text.split(FIELD)
    directory = head[LEADER_LENGTH:]
    if not texts[-1].strip("\x1d\r\n "):
        texts.pop()
    tags = [directory[at : at + 3] for at in range(0, len(directory) - 11, 12)]
    if len(tags) != len(texts) or not _in_sequence(directory):
        tags, texts = _by_directory(raw, encoding, problems)
    elif not _lengths_agree(raw, directory):
        problems.append(Problem("lengths"))
    if len(tags) > MOST_FIELDS:
        raise Damaged("too_many_fields", most=MOST_FIELDS)
    return Record(head[:LEADER_LENGTH], list(zip(tags, texts, strict=True))), problems


def fields(raw: bytes) -> list[tuple[str, bytes]]:
    """Tags and bytes of the fields, as they stand in a record that ``parse`` takes; none where
    they cannot be told apart without its help.
    """
    head, *found = raw.rstrip(b"\x1d\r\n ").removesuffix(b"\x1e").split(b"\x1e")
    entries = [head[at : at + 12] for at in range(LEADER_LENGTH, len(head) - 11, 12)]
    if len(entries) != len(found) or not _in_sequence(head[LEADER_LENGTH:].decode("latin-1")):
        body = raw[len(head) + 1 :].rstrip(b"\x1d")
        found = _found(entries, body) or []
    tags = [entry[:3].decode("ascii", "replace") for entry in entries]
    return list(zip(tags, found, strict=True)) if len(tags) == len(found) else []


def assembled(leader: bytes, found: list[tuple[str, bytes]]) -> bytes:
    """A record of these fields. Lengths beyond what the standard has digits for are written as the
    most it has: the separators stay true.
    """
    directory, at = [], 0
    for tag, field in found:
        length = len(field) + 1
        directory.append(f"{tag:3.3}{min(length, 9_999):04d}{min(at, 99_999):05d}")
        at += length
    base = LEADER_LENGTH + 12 * len(found) + 1
    body = b"".join(field + b"\x1e" for _tag, field in found)
    total = base + len(body) + 1
    head = b"%05d%b%05d%b4500" % (
        min(total, 99_999),
        leader[5:12],
        min(base, 99_999),
        leader[17:20],
    )
    return head + "".join(directory).encode("ascii", "replace") + b"\x1e" + body + _END


class Damaged(Exception):
    """A record of which nothing can be made."""

    def __init__(self, code: str, **params: int) -> None:
        super().__init__(code)
        self.problem = Problem(code, params, fatal=True)


def _in_sequence(directory: str) -> bool:
    """Whether the fields stand in the order of the directory, as far as it can be read."""
    starts = [directory[at : at + 5] for at in range(7, len(directory), 12)]
    return starts == sorted(starts) or not directory.isalnum()


def _lengths_agree(raw: bytes, directory: str) -> bool:
    """Whether leader and directory count what is there."""
    length, base, last = raw[:5], raw[12:17], directory[-9:]
    if not (length.isdigit() and base.isdigit() and last.isdecimal() and last.isascii()):
        return False
    end = int(base) + int(last[:4]) + int(last[4:]) + 1
    return int(length) == len(raw) == end and int(base) == LEADER_LENGTH + len(directory) + 1


def _by_directory(
    raw: bytes, encoding: str, problems: list[Problem]
) -> tuple[list[str], list[str]]:
    """Tags and texts of the fields when their number or order does not tell: where the directory
    says they are, or in its order with its lengths. Raises ``Damaged``.
    """
    base = raw.index(b"\x1e", LEADER_LENGTH) + 1
    body = raw[base:].rstrip(b"\x1d")
    entries = [raw[at : at + 12] for at in range(LEADER_LENGTH, base - 12, 12)]
    found = _found(entries, body)
    if found is None:
        raise Damaged("directory")
    problems.append(Problem("lengths"))
    texts = [clean(encodings.decoded(field, encoding, problems, raw)) for field in found]
    return [entry[:3].decode("ascii", "replace") for entry in entries], texts


def _found(entries: list[bytes], body: bytes) -> list[bytes] | None:
    if body.count(b"\x1e") > len(entries):
        return _counted(entries, body) or _placed(entries, body)
    return _placed(entries, body)


def _placed(entries: list[bytes], body: bytes) -> list[bytes] | None:
    """The fields where the directory says they start, if something starts at each place."""
    found = []
    for entry in entries:
        if not entry[3:].isdigit():
            return None
        start = int(entry[7:])
        end = body.find(b"\x1e", start)
        if end < 0 or (start and body[start - 1] != 0x1E):
            return None
        found.append(body[start:end])
    return found


def _counted(entries: list[bytes], body: bytes) -> list[bytes] | None:
    """The fields in the order of the directory, where some hold an end of field inside.

    Lengths are taken as bytes or as characters: some programs count the latter.
    """
    parts = body.split(b"\x1e")[:-1]
    found = []
    for entry in entries:
        if not (entry[3:].isdigit() and parts):
            return None
        field, most = parts.pop(0), int(entry[3:7]) - 1
        while parts and len(field.decode("utf-8", "replace")) < most:
            field += b" " + parts.pop(0)
        found.append(field)
    return found if not parts else None
