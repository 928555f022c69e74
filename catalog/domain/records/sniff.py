"""What kind of file this is, by its first bytes; its name only tells apart what is all text."""

import re
from typing import Final

from catalog.domain.records import objects
from catalog.domain.records.draft import Format, Unreadable

HEAD_BYTES: Final = 65_536
"""How much of a file ``sniff`` wants to see."""

_LEADER = re.compile(rb"[\r\n\x00\x1a \t]*\d{5}[ -~]{19}")
_OTHERS: Final = (
    (b"%PDF-", "pdf"), (b"\x89PNG", "image"), (b"\xff\xd8\xff", "image"), (b"GIF8", "image"),
    (b"II*\x00", "image"), (b"MM\x00*", "image"), (b"\x1f\x8b", "gzip"), (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"), (b"7z\xbc\xaf", "7z"), (b"Rar!", "rar"), (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old_excel"), (b"{\\rtf", "rtf"), (b"\x7fELF", "program"),
    (b"MZ", "program"), (b"SQLite format 3\x00", "database"), (b"OggS", "sound"), (b"ID3", "sound"),
    (b"RIFF", "sound"), (b"\x00\x01\x00\x00Standard", "database"),
)  # fmt: skip
_BOMS: Final = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def sniff(head: bytes, name: str = "") -> Format:
    """The format of a file that begins with ``head``.

    Raises ``Unreadable``: ``empty``, or ``not_records`` with the ``kind`` of file it is (``pdf``,
    ``image``, ``html``, ``zip``, ``gzip``, ``old_excel``, ``microlif``, ``binary`` ...).
    """
    if not head.strip(b"\x00 \t\r\n\x1a\xef\xbb\xbf"):
        raise Unreadable("empty")
    for magic, kind in _OTHERS:
        if head.startswith(magic):
            raise Unreadable("not_records", kind=kind)
    if head.startswith(b"PK"):
        return _zipped(head)
    if b"\x1e" in head and (_LEADER.match(head) or b"\x1d" in head):
        return Format.MARC
    return _text(head, name)


def _zipped(head: bytes) -> Format:
    """Workbooks are zip files; which they are shows in the names inside."""
    if b"[Content_Types].xml" in head or b"xl/" in head:
        return Format.SHEET
    kind = "open_document" if b"opendocument" in head else "zip"
    raise Unreadable("not_records", kind=kind)


def _text(head: bytes, name: str) -> Format:
    """Of text: XML, JSON or a table."""
    encoding = next((each for mark, each in _BOMS if head.startswith(mark)), "utf-8")
    text = head.decode(encoding, "replace").lstrip("\ufeff \t\r\n")
    if "\x00" in text:
        raise Unreadable("not_records", kind="binary")
    if text.startswith("<"):
        return _marked_up(text)
    if text.startswith(("{", "[")):
        return _objects(text)
    if re.search(r"(?:^|[\r\n])LDR\d{5}", text[:300]):
        raise Unreadable("not_records", kind="microlif")
    if re.match(r"=LDR\s", text):
        raise Unreadable("not_records", kind="mrk")
    if _LEADER.match(head) and "\n" not in text[:200]:
        return Format.MARC
    return Format.TABLE


def _marked_up(text: str) -> Format:
    """MARCXML or MarcXchange, whatever its prefix, or something else in angle brackets."""
    if re.search(r"<(?:[\w.-]+:)?(?:record|collection|leader)[\s>/]", text):
        return Format.MARCXML
    if re.match(r"<!doctype html|<html|<head|<body", text, re.I):
        raise Unreadable("not_records", kind="html")
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise Unreadable("dtd")
    raise Unreadable("not_records", kind="xml")


def _objects(text: str) -> Format:
    """MARC-in-JSON has a leader and fields; other objects are books of other programs."""
    if re.search(rf'"format"\s*:\s*"{objects.FORMAT}"', text):
        return Format.JSON
    if re.search(r'"(?:leader|fields)"\s*:', text):
        return Format.MARC_JSON
    return Format.JSON
