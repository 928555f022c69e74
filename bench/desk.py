"""``python -m bench.desk [--books N] [--on postgres|sqlite]``: the desk's deeds in a large library
beside the same deeds in a small one, in turn, so that only ratios count.

It fills the large one by ``manage.py load_scale``, which takes some minutes; ``--loaded URL`` uses
one that was filled before.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from statistics import median
from time import perf_counter
from typing import Final

from bench import report
from bench.deeds import NAMES
from tests import servers
from tests.servers import Database

REACH: Final = 1.3
SMALL: Final = ("900", "--members", "300", "--loans", "1")
"""As good as empty: just enough to do every deed, on whatever day of the week."""
ROUNDS: Final = 6
EACH: Final = 25


@dataclass
class Library:
    """A library, and a desk at work in it."""

    env: Mapping[str, str]
    process: "subprocess.Popen[str]"
    spans: dict[str, list[list[float]]] = field(default_factory=lambda: {n: [] for n in NAMES})

    def ask(self, count: int) -> dict[str, list[float]]:
        """How long each deed took, done so often; seconds."""
        assert self.process.stdin
        assert self.process.stdout
        print(count, file=self.process.stdin, flush=True)
        answer: dict[str, list[float]] = json.loads(self.process.stdout.readline())
        return answer

    def round(self) -> None:
        """Each deed some times more."""
        for name, spans in self.ask(EACH).items():
            self.spans[name].append(sorted(spans))

    def within(self, name: str, share: float) -> list[float]:
        """Milliseconds within which this share of a deed's repeats were done, for each round."""
        return [spans[int(share * (len(spans) - 1))] * 1000 for spans in self.spans[name]]


def main() -> int:
    """Measure and print; 1 when a deed takes longer than it should."""
    parser = argparse.ArgumentParser(prog="bench.desk", description=__doc__)
    parser.add_argument("--books", type=int, default=100_000)
    parser.add_argument("--on", choices=["postgres", "sqlite"], help="only there")
    parser.add_argument("--loaded", help="the URL of a library filled before")
    parser.add_argument("--save", action="store_true", help=f"write {report.PAGE}")
    said = parser.parse_args()
    texts, worst = [], 0.0
    url = os.environ.get("TEST_DATABASE_URL") or servers.LOCAL_POSTGRES
    for kind in [said.on] if said.on else ["postgres", "sqlite"]:
        like = url if kind == "postgres" else ""
        with _filled(like, SMALL) as small, _filled(like, [str(said.books)], said.loaded) as large:
            with _at_work(small) as few, _at_work(large) as many:
                _in_turn(few, many)
            texts += [_text(kind, said.books, few, many), _long_text(_long_work(large))]
            worst = max(worst, *(_ratio(name, few, many) for name in NAMES))
    if said.save:
        report.save_desk("\n".join(texts))
    return 1 if worst > REACH else 0


@contextmanager
def _filled(like: str, size: Sequence[str], loaded: str | None = None) -> Iterator[dict[str, str]]:
    if loaded:
        yield servers.environment(Database(loaded))
        return
    with servers.database_like(like) as database:
        env = servers.environment(database)
        servers.migrate(env)
        servers.run([sys.executable, "manage.py", "load_scale", *size], env)
        yield env


@contextmanager
def _at_work(env: Mapping[str, str]) -> Iterator[Library]:
    command = [sys.executable, "-W", "ignore", "-m", "bench.deeds"]
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command,
        cwd=servers.ROOT,
        env=dict(env) | {"LOG_LEVEL": "WARNING"},
        stdin=pipe,
        stdout=pipe,
        text=True,
    ) as process:
        yield Library(env, process)
        assert process.stdin
        process.stdin.close()


def _in_turn(few: Library, many: Library) -> None:
    for library in (few, many):
        library.ask(5)  # what a process does once
    for _ in range(ROUNDS):
        few.round()
        many.round()


def _ratio(name: str, few: Library, many: Library) -> float:
    """How many times as long the slowest twentieth takes, round by round."""
    pairs = zip(many.within(name, 0.95), few.within(name, 0.95), strict=True)
    return median(mine / theirs for mine, theirs in pairs)


def _long_work(env: Mapping[str, str]) -> Iterator[tuple[str, float]]:
    """What runs over the whole library, and the seconds it takes."""
    yesterday = datetime.now(UTC) - timedelta(days=1)  # noqa: TID251 - a real library's clock
    work = (
        ("check_integrity", ["check_integrity"]),
        ("the first night, which catches up", ["nightly", "--as-of", yesterday.isoformat()]),
        ("the night after it", ["nightly"]),
    )
    for name, command in work:
        began = perf_counter()
        servers.run([sys.executable, "-W", "ignore", "manage.py", *command], env)
        yield name, perf_counter() - began


def _text(kind: str, books: int, few: Library, many: Library) -> str:
    title = "PostgreSQL" if kind == "postgres" else "SQLite"
    heads = ["deed", "p50 ms", "p95 ms", "p50 ms, large", "p95 ms, large", "p95 ratio", "reached"]
    rows = [heads, ["---", *["---:"] * 5, "---"]]
    for name in NAMES:
        waits = [
            f"{median(library.within(name, share)):.1f}"
            for library in (few, many)
            for share in (0.5, 0.95)
        ]
        ratio = _ratio(name, few, many)
        rows.append([name, *waits, f"{ratio:.2f}", "yes" if ratio <= REACH else "no"])
    table = "\n".join(report.lines_of(rows))
    return _told(f"### {title}, {books:,} books\n\n{table}\n")


def _long_text(work: Iterator[tuple[str, float]]) -> str:
    took = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in work)
    return _told(f"Over the whole library: {took}.\n")


def _told(text: str) -> str:
    """The text, which is printed at once: the whole takes long."""
    print(text, flush=True)
    return text


if __name__ == "__main__":
    sys.exit(main())
