"""What a person can be called. A name is put into letters, some of them to addresses that nobody
has confirmed yet: it carries no address of its own, and does not turn round what follows it.
"""

import re
import unicodedata
from typing import Final

_ADDRESS: Final = re.compile(r"://|\bwww\.", re.IGNORECASE)
_TURNING: Final = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})
"""Classes of characters that turn the direction of a text (UAX #9)."""


def has_address(name: str) -> bool:
    """Whether there is the address of a page in ``name``, in letters of any width."""
    return _ADDRESS.search(unicodedata.normalize("NFKC", name)) is not None


def turns(name: str) -> bool:
    """Whether ``name`` holds a sign that turns the direction of what follows it."""
    return any(unicodedata.bidirectional(char) in _TURNING for char in name)
