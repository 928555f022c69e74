"""How titles are put in order."""

from typing import Final

from core import text

# Initial articles that filing leaves out (ALA and DIN 31638), by ISO 639-2/B language. Only those
# that are no other common word in the same language.
_ARTICLES: Final[dict[str, frozenset[str]]] = {
    "eng": frozenset({"the", "a", "an"}),
    "ger": frozenset({"der", "die", "das", "ein", "eine"}),
    "fre": frozenset({"le", "la", "les", "un", "une"}),
    "spa": frozenset({"el", "la", "los", "las", "un", "una"}),
    "ita": frozenset({"il", "lo", "la", "i", "gli", "le", "un", "una", "uno"}),
    "por": frozenset({"o", "a", "os", "as", "um", "uma"}),
    "dut": frozenset({"de", "het", "een"}),
    "swe": frozenset({"en", "ett"}),
    "dan": frozenset({"en", "et"}),
    "nor": frozenset({"en", "et", "ei"}),
    "hun": frozenset({"a", "az", "egy"}),
}


def sort_key(title: str, language: str = "") -> str:
    """``title`` as it is filed: folded, without the initial article of its language."""
    words = text.folded(title).split()
    if len(words) > 1 and words[0] in _ARTICLES.get(language, frozenset()):
        words = words[1:]
    return " ".join(words)[:300]


def name_key(name: str) -> str:
    """A name as it is filed: folded, as written ("Tolkien, J. R. R." stays surname first)."""
    return text.folded(name)[:300]
