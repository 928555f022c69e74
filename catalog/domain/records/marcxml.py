"""MARCXML and MarcXchange (ISO 25577): the same records in XML.

A file is cut at the elements called ``record``, whatever their prefix, and each is read by expat
alone. So a record that is not well-formed costs no other, and it does not matter whether there is a
prolog, a root, or a root after the other. A document type is refused where it is seen, and with it
everything that it could define.
"""

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO, Final
from xml.parsers import expat

from catalog.domain.records.draft import Piece, Problem
from catalog.domain.records.iso2709 import Damaged
from catalog.domain.records.marc import (
    BLANK_LEADER,
    MOST_FIELDS,
    SUBFIELD,
    Record,
    clean,
    plain,
)  # fmt: skip

CHUNK: Final = 1_048_576
MOST_BYTES: Final = 8_388_608
"""What is longer than this within one record has lost its end."""
KEPT_OF_ENDLESS: Final = 65_536
_MARGIN: Final = 100
_TOKEN: Final = re.compile(
    rb"(?P<comment><!--)|(?P<data><!\[CDATA\[)|(?P<doctype><!(?:DOCTYPE|ENTITY))"
    rb"|(?P<start><(?:[A-Za-z_][\w.-]{0,40}:)?record(?=[\s>/]))"
    rb"|(?P<end></(?:[A-Za-z_][\w.-]{0,40}:)?record\s{0,9}>)"
)
_CLOSED_BY: Final = {"comment": b"-->", "data": b"]]>"}
_CONTENT: Final = re.compile(rb"[<:](?:leader|controlfield|datafield)[\s>]")
_DECLARED: Final = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.-]{1,40})["']""")
_ILLEGAL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def cut(file: BinaryIO) -> Iterator[Piece]:
    """The records of ``file``, each with its element as it stands there, in UTF-8."""
    for number, (offset, raw, code) in enumerate(_Cutter(_utf8(file)).records(), 1):
        problems = (Problem(code, fatal=True),) if code else ()
        yield Piece(number, offset, raw, problems)


class _Cutter:
    """Walks through a file and holds no more of it than the record it is in."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self.chunks = chunks
        self.window = b""
        self.base = 0  # where the window begins in the file
        self.at = 0  # how far in the window all is known
        self.begun = -1  # where in the window the record begins that is not ended yet
        self.last = False

    def records(self) -> Iterator[tuple[int, bytes, str]]:
        """Offset and bytes of each record, and what is fatally wrong with it, if anything is."""
        while not self.last:
            self._more()
            while found := self._token():
                kind, start, end = found
                if kind == "doctype":
                    yield self.base + start, self.window[start : start + 200], "dtd"
                    return
                if kind == "start":
                    yield from self._unended(start)
                    self.begun = start
                elif self.begun >= 0:
                    yield self.base + self.begun, self.window[self.begun : end], ""
                    self.begun = -1
            if len(self.window) - max(self.begun, 0) > MOST_BYTES:
                yield from self._unended(len(self.window))
                self.begun = -1
        yield from self._unended(len(self.window))

    def _more(self) -> None:
        kept = self.begun if self.begun >= 0 else self.at
        self.window, self.base = self.window[kept:], self.base + kept
        self.at -= kept
        self.begun = 0 if self.begun >= 0 else -1
        chunk = next(self.chunks, b"")
        self.last = not chunk
        self.window += chunk

    def _token(self) -> tuple[str, int, int] | None:
        """The next start or end of a record, or a document type; ``None`` when more is needed."""
        known = len(self.window) - (0 if self.last else _MARGIN)
        while found := _TOKEN.search(self.window, self.at):
            if found.start() >= known:
                break
            kind = found.lastgroup or ""
            if kind not in _CLOSED_BY:
                self.at = found.end()
                return kind, found.start(), found.end()
            closed = self.window.find(_CLOSED_BY[kind], found.end())
            if closed < 0 and len(self.window) - found.start() <= MOST_BYTES and not self.last:
                self.at = found.start()
                return None
            self.at = closed if closed >= 0 else found.end()
        self.at = max(self.at, min(known, len(self.window)))
        return None

    def _unended(self, upto: int) -> Iterator[tuple[int, bytes, str]]:
        """The record that is open, when another begins or nothing follows. One that only wraps
        another, as SRU and OAI-PMH do, is none.
        """
        if self.begun >= 0:
            raw = self.window[self.begun : upto]
            if _CONTENT.search(raw):
                yield self.base + self.begun, raw[:KEPT_OF_ENDLESS], "no_end"


def parse(raw: bytes) -> tuple[Record, list[Problem]]:
    """The record in one element. Raises ``Damaged`` when it is not well-formed."""
    try:
        return _parsed(raw), []
    except expat.ExpatError as error:
        where = {"line": error.lineno, "column": error.offset}
    text, lost = _ILLEGAL.subn("", raw.decode("utf-8", "replace"))
    lost += text.count("\ufffd")
    if lost:
        try:
            problem = Problem("bad_bytes", {"count": lost, "encoding": "utf-8"})
            return _parsed(text.encode("utf-8")), [problem]
        except expat.ExpatError:
            pass
    raise Damaged("xml", **where)


def _parsed(raw: bytes) -> Record:
    builder = _Builder()
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.text.append
    parser.StartDoctypeDeclHandler = _refuse
    parser.Parse(raw, True)
    return builder.record


class _Builder:
    """Puts a record together from what expat tells."""

    def __init__(self) -> None:
        self.record = Record(BLANK_LEADER, [])
        self.text: list[str] = []
        self.tag = self.code = ""
        self.parts: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if name == "datafield":
            self.tag = _tag(attributes)
            first, second = attributes.get("ind1", ""), attributes.get("ind2", "")
            self.parts = [f"{plain(first):1.1}{plain(second):1.1}"]
        elif name == "subfield":
            self.code = plain(attributes.get("code", ""))[:1] or " "
        elif name == "controlfield":
            self.tag = _tag(attributes)
        self.text.clear()

    def end(self, name: str) -> None:
        name = name.rpartition(":")[2]
        said = "".join(self.text)
        self.text.clear()
        if name == "subfield":
            self.parts.append(f"{SUBFIELD}{self.code}{plain(said)}")
        elif name == "controlfield":
            self._add(plain(said))
        elif name == "datafield":
            self._add("".join(self.parts))
        elif name == "leader":
            self.record.leader = f"{plain(said):24.24}"

    def _add(self, text: str) -> None:
        if len(self.record.fields) >= MOST_FIELDS:
            raise Damaged("too_many_fields", most=MOST_FIELDS)
        self.record.fields.append((self.tag, clean(text)))


def _tag(attributes: dict[str, str]) -> str:
    """Three characters; numbers that have lost their zeros get them back."""
    return clean(plain(attributes.get("tag", ""))).strip().rjust(3, "0")[:3]


def _refuse(*_told: object) -> None:
    raise Damaged("dtd")


def _utf8(file: BinaryIO) -> Iterator[bytes]:
    """The file in UTF-8, whatever its mark or its prolog says."""
    head = file.read(CHUNK)
    encoding = _encoding(head)
    if encoding in {"utf-8", "ascii"}:
        yield head
        while chunk := file.read(CHUNK):
            yield chunk
        return
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    while head:
        text = decoder.decode(head).encode("utf-8", "replace")
        head = file.read(CHUNK)
        if text:
            yield text


def _encoding(head: bytes) -> str:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    declared = _DECLARED.match(head)
    if not declared:
        return "utf-8"
    try:
        name = codecs.lookup(declared[1].decode("ascii")).name
        "<".encode(name)
    except LookupError:
        return "utf-8"
    return name if "\x00".encode(name) == b"\x00" else "utf-8"
