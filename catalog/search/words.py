"""Words as the search entries hold them."""

import re
import unicodedata
from typing import Final

from core import text

# What parts a word in writing and joins it in speech: apostrophes, hyphens, the joiner of Persian
# compounds, the marks inside Hebrew abbreviations.
_JOINTS: Final = r"['`\u00b4\u2018\u2019\u02bc\-\u2010\u2011\u200c\u05f3\u05f4\"]"
_JOINT = re.compile(_JOINTS)
_JOINTED = re.compile(rf"\w+(?:{_JOINTS}\w+)+")


def entry(*parts: str) -> str:
    """``parts`` as one column of a search entry: " the hobbit | or there and back |".

    A space stands before each word and a bar behind each part. Words with a joint in them stand
    there a second time in one piece, at the end: "O'Brien" is found by "brien" and by "obrien".
    """
    whole = [joined(part) for part in parts]
    pieces = [text.folded(part) for part in (*parts, " ".join(filter(None, whole)))]
    return "".join(f" {piece} |" for piece in pieces if piece)


def joined(said: str) -> str:
    """The words of ``said`` that have a joint, each in one piece; nothing when there are none."""
    found = _JOINTED.findall(unicodedata.normalize("NFC", said))
    return " ".join(_JOINT.sub("", word) for word in found)
