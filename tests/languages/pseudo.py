"""A language that nobody speaks: each message is itself between two marks, so that what stands
outside them was never given to be translated.
"""

import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from django.utils.translation.trans_real import DjangoTranslation

OPEN, CLOSE = "⟦", "⟧"
_INNERMOST = re.compile(f"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}")
_NO_WORDS = re.compile(
    r"https?://\S+|\S+@\S+|&\w+;|\b[A-Z0-9]*\d[\w./:-]*|\b[A-Z]{1,4}\d*\b", re.ASCII
)
"""Addresses, numbers, barcodes, and names of formats such as CSV."""
_NAMES = re.compile(r"\b(Deutsch|Englisch|APA|BibTeX|Chicago|RIS)\b")
"""The same in all languages, or in this one already."""
_WORD = re.compile(r"[A-Za-z]{2,}")
_SHOWN = ("alt", "aria-label", "placeholder", "title")
_SILENT = {"script", "style", "template", "code", "pre"}


class Pseudo(DjangoTranslation):
    """A catalogue that has everything, and remembers what it was ``asked`` for."""

    def __init__(self, language: str) -> None:
        super().__init__(language)
        self.asked: set[str] = set()

    def gettext(self, message: str) -> str:
        return self._marked(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        self.asked.add(msgid1)
        return self._marked(msgid1 if n == 1 else msgid2, note=False)

    def _marked(self, message: str, *, note: bool = True) -> str:
        if not message:
            return message
        if note:
            self.asked.add(message)
        return f"{OPEN}{message.rpartition(chr(4))[2]}{CLOSE}"


def untranslated(root: Element) -> set[str]:
    """The words of a page that stand outside all marks; the names of things are not in Latin
    letters there.
    """
    return {words for text in _texts(root) if (words := _bare(text))}


def _bare(text: str) -> str:
    before = None
    while before != text:
        before, text = text, _INNERMOST.sub(" ", text)
    rest = _NAMES.sub(" ", _NO_WORDS.sub(" ", text))
    return " ".join(rest.split()) if _WORD.search(rest) else ""


def _texts(element: Element) -> Iterator[str]:
    tag: Any = element.tag
    if callable(tag) or tag in _SILENT or (element.get("lang") and tag != "html"):
        return
    yield from (said for name in _SHOWN if (said := element.get(name)))
    yield element.text or ""
    for child in element:
        yield from _texts(child)
        yield child.tail or ""
