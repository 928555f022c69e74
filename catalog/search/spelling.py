"""What was probably meant: words of the catalogue that differ from what was typed by one slip.

Each word is kept by itself and by what is left of it without one of its letters. What was typed is
treated alike: two words that have something in common differ by one letter too many, missing, wrong
or exchanged with its neighbour, or by little more (the symmetric deletions of SymSpell).
"""

import re
import zlib
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Final

from django.db import connection, transaction

from catalog.models import SearchWord
from catalog.search import query, vocabulary, written
from catalog.search.backend import index
from core import text
from core.compiled import Query

SHORTEST: Final = 4
LONGEST: Final = 20
SEVERAL_FROM: Final = 50_000
"""In a catalogue of so many books, a word that stands in one only is not held to be right."""
_AT_ONCE: Final = 5000
_WORD = re.compile(r"[^\W\d_]+")
_KNOWN: Final = Query(
    lambda words: SearchWord.objects.filter(word__among=words).order_by().values("word"), list[str]
)


def suggestion(typed: str) -> str:
    """``typed`` with each word that the catalogue does not have replaced by the one that was
    probably meant, as the catalogue writes it; nothing when there is no such word. One statement,
    and those of ``written.forms`` for what is found.
    """
    said = {word: text.folded(word) for word in _WORD.findall(query.prose(typed))[:12]}
    asked = {folded for folded in said.values() if is_spelt(folded)}
    meant = _meant(asked)
    if not meant:
        return ""
    forms = written.forms(set(meant.values()))
    found = {
        word: forms.get(meant[folded], meant[folded])
        for word, folded in said.items()
        if folded in meant
    }
    return _WORD.sub(lambda match: found.get(match[0], match[0]), typed)


def is_spelt(word: str) -> bool:
    """Whether a slip in ``word`` can be told: letters of an alphabet, and neither few nor many."""
    return SHORTEST <= len(word) <= LONGEST and word.isalpha() and max(word) < "\u0e00"


def shapes(word: str) -> set[int]:
    """The checksums of ``word`` and of what is left of it without one letter."""
    left = {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}
    return {zlib.crc32(each.encode()) for each in left}


def learn(words: Collection[str]) -> None:
    """Know these words from now on; those that are known already stay as they were counted.

    Sorted, so that two who add the same new words at once cannot block each other for ever.
    """
    spelt = sorted(word for word in words if is_spelt(word))
    known = {word for (word,) in _KNOWN.rows(spelt)} if spelt else set()
    new = [word for word in spelt if word not in known]
    if new:
        SearchWord.objects.bulk_create(
            [SearchWord(word=word, books=1) for word in new], ignore_conflicts=True
        )
        _keep(new)


def count() -> int:
    """Count all words anew and keep those that are right, in short transactions beside the
    library's work: for the night, and for the end of a large import. Returns the number of words.
    """
    books = index().count_words(SEVERAL_FROM)
    last, number = "", 0
    while some := _counted_after(last):
        with transaction.atomic():
            _take_over(last, some[-1])
            _keep(word for word in some if is_spelt(word))
        last, number = some[-1], number + len(some)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM catalog_searchword WHERE NOT EXISTS "
            "(SELECT 1 FROM catalog_counted c WHERE c.word = catalog_searchword.word)"
        )
        cursor.execute(
            "DELETE FROM catalog_searchmistake WHERE NOT EXISTS "
            "(SELECT 1 FROM catalog_counted c WHERE c.word = catalog_searchmistake.word)"
        )
        cursor.execute("DROP TABLE catalog_counted")
        SearchWord.objects.update_or_create(word=vocabulary.ALL_BOOKS, defaults={"books": books})
    vocabulary.forget()
    return number


def _counted_after(last: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word FROM catalog_counted WHERE word > %s ORDER BY word LIMIT %s",
            [last, _AT_ONCE],
        )
        return [word for (word,) in cursor.fetchall()]


def _take_over(after: str, last: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO catalog_searchword (word, books) SELECT word, books FROM catalog_counted "
            "WHERE word > %s AND word <= %s ORDER BY word "
            "ON CONFLICT (word) DO UPDATE SET books = excluded.books",
            [after, last],
        )


def _keep(words: Iterable[str]) -> None:
    """Keep the shapes of ``words``."""
    some: list[tuple[int, str]] = []
    for word in words:
        some += [(shape, word) for shape in sorted(shapes(word))]
        if len(some) >= _AT_ONCE:
            _write(some)
            some = []
    _write(some)


def _write(rows: list[tuple[int, str]]) -> None:
    if rows:
        index().write_mistakes(rows)


def _meant(asked: Collection[str]) -> dict[str, str]:
    """What was probably meant by each of ``asked`` that is no word of the catalogue."""
    by_shape: dict[int, list[str]] = defaultdict(list)
    for word in asked:
        for shape in shapes(word):
            by_shape[shape].append(word)
    if not by_shape:
        return {}
    best: dict[str, tuple[int, int, str]] = {}
    for shape, word, books in index().read_mistakes(list(by_shape)):
        for typed in by_shape[shape]:
            place = (_slips(typed, word), -books, word)
            best[typed] = min(best.get(typed, place), place)
    return {typed: word for typed, (slips, _books, word) in best.items() if 0 < slips <= 2}


def _slips(one: str, other: str) -> int:
    """How many letters are too many, missing, wrong or exchanged with their neighbour (the optimal
    string alignment distance).
    """
    before: list[int] = []
    above = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        row = [at]
        for there, against in enumerate(other, 1):
            price = min(above[there] + 1, row[-1] + 1, above[there - 1] + (letter != against))
            if at > 1 and there > 1 and (letter, one[at - 2]) == (other[there - 2], against):
                price = min(price, before[there - 2] + 1)
            row.append(price)
        before, above = above, row
    return above[-1]
