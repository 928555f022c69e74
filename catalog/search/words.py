"""Words as the index holds them.

Texts are folded and parted here (``core.text``), not by the databases, so that the same is found
on both of them, in every script.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final

from core import text

# What parts a word in writing and joins it in speech: apostrophes, hyphens, the joiner of Persian
# compounds, the marks inside Hebrew abbreviations.
_JOINTS: Final = r"['`\u00b4\u2018\u2019\u02bc\-\u2010\u2011\u200c\u05f3\u05f4\"]"
JOINT = re.compile(_JOINTS)
JOINTED_OR_PLAIN = re.compile(rf"\w+(?:{_JOINTS}\w+)*")
_JOINTED = re.compile(rf"\w+(?:{_JOINTS}\w+)+")
# The same for ASCII, without a second look at words that have no joint.
_ASCII_JOINTED = re.compile(r"\b\w++(?:['`\-\"]\w++)+", re.ASCII)

# Scripts written without spaces, or (Hangul) with spaces as each writer likes: there a word may
# begin anywhere. In order: Thai and Lao, Burmese, Khmer, kana, Han, Hangul, compatibility and
# further Han.
_UNSPACED: Final = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
_RUNS = re.compile(f"[{_UNSPACED}]+|[^{_UNSPACED}]+")
_IS_UNSPACED = re.compile(f"[{_UNSPACED}]")
BREAK: Final = "_"
"""A token that no word is: nothing is found across it."""
LONGEST: Final = 100


def entry(*parts: str) -> str:
    """``parts`` as one column of a search entry: " the hobbit | or there and back |".

    A space stands before each word and a bar behind each part. Words with a joint in them stand
    there a second time in one piece, at the end: "O'Brien" is found by "brien" and by "obrien".
    """
    return shown(pieces(parts))


def shown(pieces: Sequence[str]) -> str:
    """These pieces as one column of a search entry."""
    return f" {' | '.join(pieces)} |" if pieces else ""


def pieces(parts: Iterable[str]) -> list[str]:
    """``parts`` folded, those that are not empty, and the joined forms of words in them."""
    folded, whole = [], []
    for part in parts:
        if part:
            piece, form = _piece(part) if len(part) > LONGEST else _remembered(part)
            if piece:
                folded.append(piece)
            if form:
                whole.append(form)
    return [*folded, " ".join(whole)] if whole else folded


def _piece(part: str) -> tuple[str, str]:
    """``part`` folded, and the joined forms of words in it."""
    form = joined(part)
    return text.folded(part), text.folded(form) if form else ""


# Names, headings and publishers come again and again; what is longer is a text of its own.
_remembered = lru_cache(maxsize=20_000)(_piece)


def joined(said: str) -> str:
    """The words of ``said`` that have a joint, each in one piece; nothing when there are none."""
    if said.isascii():
        if "-" not in said and "'" not in said and '"' not in said and "`" not in said:
            return ""
        found = _ASCII_JOINTED.findall(said)
    elif JOINT.search(said):
        found = _JOINTED.findall(unicodedata.normalize("NFC", said))
    else:
        return ""
    return " ".join([JOINT.sub("", word) for word in found])


def tokens(piece: str) -> list[str]:
    """A folded text as the tokens that stand for it in the index.

    Where a script has no spaces, each letter with the next is one, and the last letter alone: so
    every run of letters is a row of tokens, and a single letter the beginning of one.
    """
    if piece.isascii():
        words = piece.split()
        return words if len(piece) <= LONGEST else [word[:LONGEST] for word in words]
    found: list[str] = []
    for word in piece.split():
        for run in _RUNS.findall(word):
            if _IS_UNSPACED.match(run):
                found += [first + second for first, second in pairwise(run)]
                found.append(run[-1])
            else:
                found.append(run[:LONGEST])
    return found


def is_unspaced(text: str) -> bool:
    """Whether ``text`` has letters of a script in which a word may begin anywhere."""
    return not text.isascii() and bool(_IS_UNSPACED.search(text))


def asked(words: str) -> tuple[list[str], bool]:
    """The tokens to look for, in a row, and whether the last is the beginning of a word."""
    found = tokens(words)
    if found and len(found[-1]) == 1 and _IS_UNSPACED.match(found[-1]):
        last_run = _RUNS.findall(words.split()[-1])[-1]
        return (found[:-1], False) if len(last_run) > 1 else (found, True)
    return found, True


def column(*parts: str) -> list[str]:
    """``parts`` as the tokens of one column, with a break between them."""
    return row(pieces(parts))


def row(pieces: Iterable[str]) -> list[str]:
    """These pieces as the tokens of one column, with a break between them."""
    found: list[str] = []
    for piece in pieces:
        if found:
            found.append(BREAK)
        found += tokens(piece)
    return found
