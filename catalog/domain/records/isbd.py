"""Punctuation of ISBD: what cataloguers write between the parts of a description, and a reader does
not want at the end of one.
"""

import re
from functools import lru_cache
from typing import Final

_MARKS: Final = "/:;=, \t\n\r"
_FIRST: Final = frozenset("[ \t\n\r")
_LAST_WORD = re.compile(r"([^\W\d_]+)\.$")
_ABBREVIATIONS: Final = frozenset({
    "abb", "aufl", "ausg", "bde", "bros", "cia", "comp", "corp", "dept", "eds", "edn", "enl", "esq",
    "etc", "gmbh", "hrsg", "ill", "illus", "impr", "inc", "jun", "ltd", "ltda", "mrs", "nos",
    "print", "pseud", "pts", "pub", "publ", "pubs", "rev", "sen", "ste", "suppl", "trans", "transl",
    "univ", "verb", "verl", "vol", "vols",
})  # fmt: skip


def trimmed(text: str) -> str:
    """``text`` without ISBD punctuation at its end and lone square brackets.

    A full stop stays behind an initial or an abbreviation: "Tolkien, J. R. R.", "3rd ed.".
    """
    if text and text[-1].isalnum() and text[0] not in _FIRST:
        return text
    return _trimmed(text)


@lru_cache(maxsize=20_000)
def _trimmed(text: str) -> str:
    while (shorter := _once(text)) != text:
        text = shorter
    return text


def _once(text: str) -> str:
    text = text.strip().rstrip(_MARKS)
    if text.endswith((" .", " +")):
        text = text[:-2]
    elif text.endswith(".") and not text.endswith(".."):
        word = _LAST_WORD.search(text[-20:])
        if not word or (len(word[1]) > 2 and word[1].lower() not in _ABBREVIATIONS):
            text = text[:-1]
    return _unbracketed(text)


def _unbracketed(text: str) -> str:
    """Without brackets round the whole, and without one that has lost its other half."""
    if "[" not in text and "]" not in text:
        return text
    inner = text[1:-1]
    if text.startswith("[") and text.endswith("]") and not re.search(r"[\[\]]", inner):
        return inner.strip()
    if text.startswith("[") and "]" not in text:
        return text[1:].lstrip()
    if text.endswith("]") and "[" not in text:
        return text[:-1].rstrip()
    return text
