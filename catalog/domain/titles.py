"""How titles are put in order."""

import unicodedata
from typing import Final

from core import text

# Initial articles that filing leaves out (ALA and DIN 31638), by ISO 639-2/B language. Only those
# that are no other common word in the same language. Those of Arabic and Hebrew are met in
# romanised titles; in their own script they are part of the word.
_ARTICLES: Final[dict[str, frozenset[str]]] = {
    "ara": frozenset({"al"}),
    "cat": frozenset({"el", "la", "els", "les", "l"}),
    "dan": frozenset({"en", "et"}),
    "dut": frozenset({"de", "het", "een"}),
    "eng": frozenset({"the", "a", "an"}),
    "fre": frozenset({"le", "la", "les", "l", "un", "une"}),
    "ger": frozenset({"der", "die", "das", "ein", "eine"}),
    "heb": frozenset({"ha", "he"}),
    "hun": frozenset({"a", "az", "egy"}),
    "ita": frozenset({"il", "lo", "la", "i", "gli", "le", "l", "un", "una", "uno"}),
    "nor": frozenset({"en", "et", "ei"}),
    "por": frozenset({"o", "a", "os", "as", "um", "uma"}),
    "spa": frozenset({"el", "la", "los", "las", "un", "una"}),
    "swe": frozenset({"en", "ett"}),
}

ARTICLES: Final = frozenset().union(*_ARTICLES.values())
"""The initial articles of all languages."""
YEAR_UNKNOWN: Final = -9999
"""Sorts before every year there is."""


def sort_key(title: str, language: str = "", alternative: str = "") -> str:
    """``title`` as it is filed: folded, without the initial article of its language.

    A title in another script is filed under its romanised form where the record has one, so that it
    stands among the others where readers of one alphabet look for it (as in MARC 21, where field
    246 or 880 carries that form).
    """
    if alternative and not _is_latin(title) and _is_latin(alternative):
        title = alternative
    words = text.folded(title).split()
    if len(words) > 1 and words[0] in _ARTICLES.get(language, frozenset()):
        words = words[1:]
    return " ".join(words)[:300]


def name_key(name: str) -> str:
    """A name as it is filed: folded, as written ("Tolkien, J. R. R." stays surname first)."""
    return text.folded(name)[:300]


def _is_latin(words: str) -> bool:
    """Whether ``words`` begin with a Latin letter, signs of romanisation apart."""
    letters = (char for char in words if char.isalpha() and unicodedata.category(char) != "Lm")
    return unicodedata.name(next(letters, "-"), "").startswith("LATIN")
