"""Asking another library's catalogue over SRU (Search/Retrieve via URL, versions 1.1, 1.2 and 2.0):
the address of a question, and what an answer holds.

Records come as MARCXML, which most servers speak, or as Dublin Core, which all shall.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlencode
from xml.etree.ElementTree import Element, ParseError, tostring

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from catalog.domain import isbn
from catalog.domain.languages import is_wellformed
from catalog.domain.records import BookDraft
from core import text

MOST_RECORDS: Final = 5
_YEAR: Final = re.compile(r"(?<!\d)(1[4-9]\d\d|20\d\d)(?!\d)")
_LIFE: Final = re.compile(r",? *\(?\d{4} ?-(?: ?\d{4})?\)?\.?$")
_MARC: Final = "{http://www.loc.gov/MARC21/slim}record"


class NoAnswer(Exception):
    """What came is not an answer of an SRU server, or one that says what went wrong."""


@dataclass(frozen=True)
class Found:
    """One record of an answer: as MARCXML, or else as what Dublin Core says of it."""

    marcxml: bytes = b""
    draft: BookDraft | None = None


def address(target: str, isbn13: str) -> str:
    """The address that asks ``target`` for a book.

    ``target`` is the base address of a server, which is asked in the usual words, or a whole
    question in which ``{isbn}`` stands where the number goes: servers differ in how they call it.
    """
    if "{isbn}" in target:
        return target.replace("{isbn}", quote(isbn13))
    query = {
        "version": "1.1",
        "operation": "searchRetrieve",
        "query": f"bath.isbn={isbn13}",
        "maximumRecords": MOST_RECORDS,
        "recordSchema": "marcxml",
    }
    return f"{target}{'&' if '?' in target else '?'}{urlencode(query)}"


def read(answer: bytes) -> list[Found]:
    """The records of an answer, those that we can read. Raises ``NoAnswer``."""
    try:
        root = fromstring(answer, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise NoAnswer("unreadable") from error
    if _name(root) != "searchRetrieveResponse":
        raise NoAnswer("not_sru")
    records = [found for data in _beneath(root, "recordData") if (found := _record(data))]
    if not records and next(_beneath(root, "diagnostic"), None) is not None:
        raise NoAnswer("diagnostic")
    return records[:MOST_RECORDS]


def _record(data: Element) -> Found | None:
    """What a ``recordData`` holds: XML, or XML as escaped text."""
    if not len(data) and (data.text or "").strip().startswith("<"):
        try:
            data = fromstring((data.text or "").strip(), forbid_dtd=True)
        except (ParseError, DefusedXmlException, ValueError):
            return None
    marc = next((each for each in data.iter(_MARC)), None)
    if marc is not None:
        return Found(marcxml=tostring(marc, encoding="utf-8"))
    draft = _from_dublin_core(data)
    return Found(draft=draft) if draft else None


def _from_dublin_core(data: Element) -> BookDraft | None:
    """The fifteen elements say little, and each server writes them its own way."""
    said: dict[str, list[str]] = {}
    for element in data.iter():
        if "purl.org/dc/" in str(element.tag) and element.text:
            said.setdefault(_name(element), []).append(text.one_line(element.text))
    titles = said.get("title", [])
    if not titles:
        return None
    title, _, subtitle = titles[0].partition(" : ")
    return BookDraft(
        title=_cut(title.partition(" / ")[0], 500),
        subtitle=_cut(subtitle.partition(" / ")[0], 500),
        contributors=tuple((_name_only(name), "aut") for name in said.get("creator", [])[:20]),
        publisher=_cut(next(iter(said.get("publisher", [])), ""), 300),
        year=_year(said.get("date", [])),
        language=next((code for code in said.get("language", []) if is_wellformed(code)), ""),
        subjects=tuple(_cut(each, 300) for each in said.get("subject", [])[:50]),
        isbns=tuple(_isbns(said.get("identifier", []))),
    )


def _name_only(creator: str) -> str:
    """A name without the years of its bearer's life: "Wälti, Hans, 1902-"."""
    return _cut(_LIFE.sub("", creator), 300)


def _isbns(identifiers: Sequence[str]) -> Iterator[str]:
    found = (isbn.looks_like(re.sub(r"^[^\d]*", "", each)[:40]) for each in identifiers)
    return iter(dict.fromkeys(number for number in found if number))


def _year(dates: Sequence[str]) -> int | None:
    found = (_YEAR.search(each) for each in dates)
    return next((int(year[0]) for year in found if year), None)


def _cut(words: str, most: int) -> str:
    return words.strip(" /:;,")[:most]


def _beneath(root: Element, name: str) -> Iterator[Element]:
    return (element for element in root.iter() if _name(element) == name)


def _name(element: Element) -> str:
    """The name of an element without its namespace: versions of SRU differ in theirs."""
    return str(element.tag).rpartition("}")[2]
