"""Where the most popular part of the catalogue ends, kept in the process.

What very many books have is looked for among those first. It may be some minutes old; nothing
depends on it but speed.
"""

import time
from collections.abc import Mapping
from typing import Final

from catalog.models import SearchEntry
from catalog.search import vocabulary

PARTS: Final = (4, 8, 16, 32, 64)
"""One in so many books, the most popular."""
_kept: list[tuple[float, Mapping[int, int]]] = []


def end(part: int) -> int:
    """The number before which one in ``part`` books stands; nothing where it is not known."""
    return current().get(part, 0)


def current() -> Mapping[int, int]:
    """The end of each part: a statement for each, every ten minutes."""
    if _kept and _kept[0][0] > time.monotonic():
        return _kept[0][1]
    books = vocabulary.current().books
    numbers = SearchEntry.objects.order_by("number").values_list("number", flat=True)
    found = {part: numbers[books // part : books // part + 1].first() for part in PARTS}
    made = {part: number for part, number in found.items() if number is not None}
    _kept[:] = [(time.monotonic() + vocabulary.KEPT_FOR, made)]
    return made


def forget() -> None:
    """Look anew next time."""
    _kept.clear()
