"""Text as a printer that knows nothing of writing has to be given it: letters from left to right as
they stand on paper, Arabic ones in the shape that joins them. A browser does this by itself; for a
PDF it has to be done before.
"""

import unicodedata
from functools import cache

from arabic_reshaper import ArabicReshaper
from bidi.algorithm import get_display


def shown(text: str) -> str:
    """``text`` as it stands on paper, from left to right. Vowel points of Hebrew and Arabic are
    left out: without the font's own rules they would stand beside their letters.
    """
    if _is_plain(text):
        return text
    composed = unicodedata.normalize("NFC", text)
    joined = _reshaper().reshape(_without(composed, "NSM"))
    # What parts Persian letters does so before it goes.
    return str(get_display(_without(joined, "BN")))


def _is_plain(text: str) -> bool:
    """Whether ``text`` is written from left to right and needs nothing of this."""
    return not any(unicodedata.bidirectional(char) in ("R", "AL", "AN") for char in text)


def _without(text: str, kind: str) -> str:
    return "".join(char for char in text if unicodedata.bidirectional(char) != kind)


@cache
def _reshaper() -> ArabicReshaper:
    return ArabicReshaper({"support_ligatures": True, "ARABIC LIGATURE ALLAH": False})
