"""JSON files cut into objects: one a line, one after the other, in an array, or in an object that
holds nothing else.
"""

import json
import re
from collections.abc import Iterator
from typing import Any, BinaryIO, Final

from catalog.domain.records.draft import Piece, Problem
from catalog.domain.records.iso2709 import Damaged

CHUNK: Final = 1_048_576
MOST_BYTES: Final = 8_388_608
"""What is longer than this is no record."""
KEPT_OF_ENDLESS: Final = 65_536
_HEAD: Final = 8_192
_MARK: Final = re.compile(rb'\\.|["{}]', re.DOTALL)
# An object that begins with a named object, or a named array of objects, is a box of records; but
# not where the name is one that records have themselves.
_BOX: Final = re.compile(
    rb'\{\s*"(?!leader"|fields"|contributors"|authors"|copies"|isbn")[^"\\]*"\s*:\s*(?:\[\s*)?\{'
)


def cut(file: BinaryIO) -> Iterator[Piece]:
    """The objects of ``file`` with their bytes as they stand there."""
    head = file.read(_HEAD).lstrip(b"\xef\xbb\xbf")
    begin = head.lstrip()[:1]
    first, _break, more = head.lstrip().partition(b"\n")
    by_line = begin == b"{" and first.rstrip().endswith(b"}") and more.lstrip()[:1] == b"{"
    if by_line and not _BOX.match(first):
        found = _lines(head, file)
    else:
        found = _objects(head, file, depth=1 if _BOX.match(head.lstrip()) else 0)
    for number, (offset, raw, whole) in enumerate(found, 1):
        problems = () if whole else (Problem("no_end", fatal=True),)
        yield Piece(number, offset, raw, problems)


def parsed(raw: bytes) -> dict[str, Any]:
    """The object in ``raw``. Raises ``Damaged`` when it is none."""
    try:
        found = json.loads(raw)
    except json.JSONDecodeError as error:
        raise Damaged("json", at=error.pos) from error
    except (ValueError, RecursionError) as error:
        raise Damaged("json", at=0) from error
    if not isinstance(found, dict):
        raise Damaged("json", at=0)
    return found


def _lines(head: bytes, file: BinaryIO) -> Iterator[tuple[int, bytes, bool]]:
    """One object a line; a damaged line costs no other."""
    offset, rest = 0, head
    while True:
        *whole, rest = rest.split(b"\n")
        for line in whole:
            if line.strip():
                yield offset, line.strip(), True
            offset += len(line) + 1
        if len(rest) > MOST_BYTES:
            yield offset, rest[:KEPT_OF_ENDLESS], False
            offset += len(rest)
            rest = b""
        chunk = file.read(CHUNK)
        if not chunk:
            break
        rest += chunk
    if rest.strip():
        yield offset, rest.strip(), True


def _objects(head: bytes, file: BinaryIO, depth: int) -> Iterator[tuple[int, bytes, bool]]:
    """The objects ``depth`` braces deep, whatever stands between them."""
    window, base, at = head, 0, 0
    level, begun, in_string = 0, -1, False
    while True:
        for mark in _MARK.finditer(window, at):
            sign = mark[0]
            if sign == b'"':
                in_string = not in_string
            elif sign == b"{" and not in_string:
                if level == depth:
                    begun = mark.start()
                level += 1
            elif sign == b"}" and not in_string:
                level = max(level - 1, 0)
                if level == depth and begun >= 0:
                    yield base + begun, window[begun : mark.end()], True
                    begun = -1
        kept = begun if begun >= 0 else len(window)
        # A backslash at the very end belongs to the sign that comes next.
        kept -= 1 if kept == len(window) and window.endswith(b"\\") else 0
        window, base, at = window[kept:], base + kept, len(window) - kept
        at -= 1 if window.endswith(b"\\") else 0
        begun = 0 if begun >= 0 else -1
        if begun >= 0 and len(window) > MOST_BYTES:
            yield base, window[:KEPT_OF_ENDLESS], False
            return
        chunk = file.read(CHUNK)
        if not chunk:
            break
        window += chunk
    if begun >= 0:
        yield base, window[:KEPT_OF_ENDLESS], False
