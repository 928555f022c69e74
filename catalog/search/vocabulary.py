"""How common the words of the catalogue are, kept in the process.

It decides by which way a search goes: what is rare is looked up, what is common is met at once on
the way from the most popular book down. It may be some minutes old; nothing depends on it but speed
and where a count stops.
"""

import time
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Final

from catalog.models import SearchWord

MOST_WORDS: Final = 20_000
KEPT_FOR: Final = 600.0
ALL_BOOKS: Final = ""
"""The word whose number is that of all books."""


class Vocabulary:
    """The most common words, and in how many books each stands."""

    def __init__(self, counted: Iterable[tuple[str, int]]) -> None:
        known = dict(counted)
        self.books = known.pop(ALL_BOOKS, 0)
        self.words: Sequence[str] = sorted(known)
        self.counts: Sequence[int] = [known[word] for word in self.words]
        self._sums = [0, *accumulate(self.counts)]

    def count(self, word: str, *, begins: bool) -> int:
        """In about how many books ``word`` stands, or those that begin with it, each counted for
        itself. Nothing for words that are not common.
        """
        start = bisect_left(self.words, word)
        if begins:
            return self._sums[self._end(word, start)] - self._sums[start]
        there = start < len(self.words) and self.words[start] == word
        return self.counts[start] if there else 0

    def beginning(self, word: str, most: int) -> list[str]:
        """The ``most`` common words that begin with ``word``."""
        start = bisect_left(self.words, word)
        found = range(start, self._end(word, start))
        best = sorted(found, key=lambda at: -self.counts[at])[:most]
        return [self.words[at] for at in best]

    def _end(self, word: str, start: int) -> int:
        return bisect_left(self.words, f"{word}\U0010ffff", start)


_kept: list[tuple[float, Vocabulary]] = []


def current() -> Vocabulary:
    """The vocabulary: one statement every ten minutes."""
    if _kept and _kept[0][0] > time.monotonic():
        return _kept[0][1]
    rows = SearchWord.objects.filter(books__gte=20).order_by("-books")
    made = Vocabulary(rows.values_list("word", "books")[:MOST_WORDS])
    _kept[:] = [(time.monotonic() + KEPT_FOR, made)]
    return made


def forget() -> None:
    """Read it anew next time: the words have been counted."""
    _kept.clear()
