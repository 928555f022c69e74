"""How fast the search is on a catalogue of any size: ``python -m bench.search``.

Run it with the environment of a server whose catalogue was grown (``bench.grow``). Every kind of
search is measured through the service that pages and API use, beside a look-up by primary key in
the same rounds: on a shared machine only the ratio between the two means something.
"""

import gc
import os
import random
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import django

ROUNDS: Final = 3
EACH: Final = 40
PAGE: Final = 20
GOALS: Final = {
    "rare word": 20.0,
    "mid word": 20.0,
    "common word": 30.0,
    "two common words": 30.0,
    "two words of a title": 20.0,
    "author and title": 20.0,
    "beginning of a word": 5.0,
    "did you mean": 10.0,
    "facets": 40.0,
}
"""Milliseconds that 95 of 100 should stay below."""


@dataclass(frozen=True)
class Case:
    """One kind of search, and the searches of it."""

    name: str
    run: Callable[[Any], Any]
    asked: Sequence[Any]


def _words(least: int, most: int, count: int) -> list[str]:
    from catalog.models import SearchWord

    found = SearchWord.objects.filter(books__gte=least, books__lte=most, word__regex=r"^[a-z]{3,}$")
    words = list(found.order_by("word").values_list("word", flat=True))
    return random.Random(least).sample(words, min(count, len(words)))


def _books(count: int) -> list[Any]:
    from catalog.models import Book, SearchEntry

    total = SearchEntry.objects.count()
    dice = random.Random(7)
    entries = SearchEntry.objects.order_by("number")
    starts = [dice.randrange(total) for _ in range(4)]
    per = -(-count // len(starts))
    ids = [book for at in starts for book in entries.values_list("book", flat=True)[at : at + per]]
    return list(Book.objects.filter(pk__in=ids).with_details())


def cases() -> list[Case]:
    """Every kind of search, with words drawn from the catalogue itself."""
    from catalog.models import SearchWord
    from catalog.search import engine, spelling, vocabulary

    dice = random.Random(11)
    total = vocabulary.current().books
    books = _books(3 * EACH)
    commonest = _commonest(SearchWord)
    rare = _words(2, 20, EACH)
    mid = _words(max(total // 5000, 20), max(total // 500, 40), EACH)
    common = _words(max(total // 50, 1), total, EACH)

    def search(typed: str) -> Any:
        return engine.search(engine.Wanted(typed=typed), page_size=PAGE)

    def with_facets(typed: str) -> Any:
        return engine.search(engine.Wanted(typed=typed), page_size=PAGE, with_facets=True)

    pairs = [" ".join(dice.sample(commonest, 2)) for _ in range(EACH)]
    return [
        Case("rare word", search, rare),
        Case("mid word", search, mid),
        Case("common word", search, common),
        Case("two common words", search, pairs),
        Case("two words of a title", search, [_two(book.title, dice) for book in books[:EACH]]),
        Case("author and title", search, [_with_author(book, dice) for book in books[:EACH]]),
        Case("beginning of a word", search, [w[: max(3, len(w) - 2)] for w in mid + rare]),
        Case("did you mean", spelling.suggestion, [_mistyped(w, dice) for w in mid]),
        Case("facets", with_facets, common + mid),
        *_pages(common[: EACH // 2]),
    ]


def _commonest(model: Any) -> list[str]:
    found = model.objects.filter(word__regex=r"^[a-z]{2,}$").order_by("-books")
    return [row.word for row in found[:40]]


def _two(title: str, dice: random.Random) -> str:
    words = title.split()
    return " ".join(dice.sample(words, min(2, len(words))))


def _with_author(book: Any, dice: random.Random) -> str:
    return f"{book.author.partition(',')[0]} {dice.choice(book.title.split())}"


def _mistyped(word: str, dice: random.Random) -> str:
    at = dice.randrange(1, len(word))
    return dice.choice(
        [word[:at] + word[at + 1 :], word[:at] + "q" + word[at:], word[:at] + "x" + word[at + 1 :]]
    )


def _pages(words: Sequence[str]) -> list[Case]:
    """The first page and one far down, by relevance and by title."""
    from catalog.search import engine

    found = []
    for order, name in (("", "best first"), ("title", "by title")):
        wanted = [engine.Wanted(typed=word, ordering=order) for word in words]

        def page(asked: tuple[Any, str]) -> Any:
            return engine.search(asked[0], after=asked[1], page_size=PAGE)

        deep = [(each, _far_down(each)) for each in wanted]
        found.append(Case(f"first page, {name}", page, [(each, "") for each in wanted]))
        found.append(Case(f"page far down, {name}", page, deep))
    return found


def _far_down(wanted: Any) -> str:
    """A cursor some thousand books down the list."""
    from catalog.search import engine

    after = ""
    for _ in range(3):
        after = engine.search(wanted, after=after, page_size=1000).next or after
    return after


@dataclass(frozen=True)
class Span:
    """Milliseconds that something took: by the clock, and of a processor's work, that of the
    database's server included.
    """

    clock: float
    work: float


def measured(all_cases: Sequence[Case]) -> dict[str, list[Span]]:
    """What every search takes, in turns with a look-up by key."""
    from catalog.models import Book, SearchEntry

    entries = SearchEntry.objects.order_by("number").values_list("book", flat=True)
    keys = list(entries[:20_000:100])
    spans: dict[str, list[Span]] = defaultdict(list)
    dice = random.Random(13)
    gc.freeze()
    for at in range(ROUNDS + 1):
        for case in all_cases:
            for asked in case.asked:
                by_key = Book.objects.filter(pk=dice.choice(keys)).values("id", "title")
                taken = {"by key": _span(by_key.first), case.name: _span(case.run, asked)}
                if at:  # the first round warms up
                    for name, span in taken.items():
                        spans[name].append(span)
    return spans


def _span(run: Callable[..., Any], *asked: Any) -> Span:
    began, worked = time.perf_counter(), _work()
    run(*asked)
    return Span((time.perf_counter() - began) * 1000, (_work() - worked) * 1000)


def _work() -> float:
    """Seconds that a processor has worked for this process and for its PostgreSQL backend."""
    from django.db import connection

    own = time.process_time()
    if connection.vendor != "postgresql":
        return own
    backend = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")
    return own + int(backend.read_text().split()[0]) / 1e9 if backend.exists() else own


def text(spans: dict[str, list[Span]], books: int) -> str:
    """The figures as a table: milliseconds, and the ratio to the look-up by key."""
    key = _at([span.clock for span in spans["by key"]], 50)
    work = _at([span.work for span in spans["by key"]], 50)
    busy = ", ".join(f"{load:.1f}" for load in os.getloadavg())
    lines = [
        f"{books} books; a look-up by key takes {key:.2f} ms (median), {work:.2f} ms of it work. "
        f"Processors: {os.cpu_count()}, load: {busy}.",
        "",
        "| search | p50 ms | p95 ms | worst | p95 : by key | work p50 ms | work p95 ms | goal |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for name, taken in spans.items():
        clock = [span.clock for span in taken]
        works = [span.work for span in taken]
        p95, goal = _at(clock, 95), GOALS.get(name)
        held = "" if goal is None else f"≤ {goal:.0f} ms: {'yes' if p95 <= goal else '**no**'}"
        if goal is not None and p95 > goal >= _at(works, 95):
            held += ", its work yes"
        lines.append(
            f"| {name} | {_at(clock, 50):.1f} | {p95:.1f} | {max(clock):.0f} | {p95 / key:.0f} "
            f"| {_at(works, 50):.1f} | {_at(works, 95):.1f} | {held} |"
        )
    return "\n".join(lines)


def _at(taken: Sequence[float], percent: int) -> float:
    return sorted(taken)[min(len(taken) * percent // 100, len(taken) - 1)]


def main() -> int:
    """Measure and print."""
    from catalog.search import vocabulary

    django.setup()
    vocabulary.forget()
    print(text(measured(cases()), vocabulary.current().books))
    return 0


if __name__ == "__main__":
    django.setup()
    sys.exit(main())
