"""How fast a file of records becomes a catalogue: ``python -m bench.imports [RECORDS]``.

The records are the thousand of the Library of Congress in ``tests/data``, over and over with other
words in their titles, other people, subjects and ISBNs: the seed is fixed, the file is not kept.
They are imported by ``manage.py import_books``, each with a copy, its verbatim source and search
entry, into a new library on each database. Before and after, pymarc does nothing but parse the same
file; the ratio to that holds on any machine.
"""

import os
import random
import re
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import mean
from threading import Thread
from typing import Any, Final

import psutil
import psycopg
from pymarc import Field, Indicators, MARCReader, Subfield
from stdnum import ean

from tests import servers
from tests.catalog.domain.records.samples import load

SOURCE: Final = "marc/lc_books_all_2016/lc_books_1k.mrc"
REACH: Final = {"PostgreSQL": 0.60, "SQLite": 0.70}
LEAST: Final = {"PostgreSQL": 0.40, "SQLite": 0.50}
MOST_MEMORY: Final = 300.0
"""Megabytes that the import may hold, whatever the size of the file. Pages of SQLite's file that it
has mapped are the kernel's, which takes them back when it wants to.
"""


def grow(count: int, path: Path) -> None:
    """Write ``count`` records to ``path``: those of the sample, varied."""
    dice = random.Random(4)
    records: list[Any] = [each for each in MARCReader(load(SOURCE)) if each]
    words = [word for each in records for word in (each.title or "").split() if word.isalpha()]
    with path.open("wb") as file:
        for number in range(count):
            file.write(_varied(records[number % len(records)], number, dice, words))


def _varied(record: Any, number: int, dice: random.Random, words: list[str]) -> bytes:
    """One record: another title, some other people and subjects, an ISBN of its own."""
    made = MARCReader(record.as_marc(), to_unicode=True, force_utf8=True)
    varied: Any = next(iter(made))
    title = varied.get("245")
    if title and title.get("a"):
        title["a"] = f"{dice.choice(words)} {title['a'].rstrip(' /:')} {dice.choice(words)} "
    for field in varied.get_fields("100", "700", "650", "651"):
        if field.get("a") and dice.random() < 0.5:
            field["a"] = f"{field['a'].rstrip(',. ')} {dice.randrange(200)}"
    varied.remove_fields("020")
    body = f"978{number:09d}"
    numbers = [Subfield("a", body + ean.calc_check_digit(body))]
    varied.add_ordered_field(Field("020", Indicators(" ", " "), subfields=numbers))
    copy = [Subfield("a", "main"), Subfield("p", f"C{number}")]
    varied.add_ordered_field(Field("952", Indicators(" ", " "), subfields=copy))
    return bytes(varied.as_marc())


def parse(path: Path) -> float:
    """Seconds that pymarc takes to parse the file and do nothing with it."""
    start = time.perf_counter()
    with path.open("rb") as file:
        for _record in MARCReader(file):
            pass
    return time.perf_counter() - start


def write(path: Path, env: Mapping[str, str]) -> tuple[float, float]:
    """Seconds that the import takes, its start included, and the megabytes it holds at most."""
    start = time.perf_counter()
    command = [sys.executable, "manage.py", "import_books", str(path)]
    process = psutil.Popen(command, cwd=servers.ROOT, env=dict(env), stderr=-3, stdout=-3)
    held: list[float] = [0.0]
    watch = Thread(target=_watch, args=(process, held))
    watch.start()
    status = process.wait()
    seconds = time.perf_counter() - start
    watch.join()
    if status:
        raise RuntimeError(f"the import ended with {status}")
    return seconds, max(held)


def _watch(process: psutil.Popen, held: list[float]) -> None:
    """Note what the import and the process that reads for it hold, twice a second."""
    while process.poll() is None:
        try:
            family = [process, *process.children(recursive=True)]
            held.append(sum(_held(each.pid) for each in family) / 1e6)
        except (psutil.Error, OSError):
            pass
        time.sleep(0.5)


def _held(pid: int) -> int:
    """Bytes of memory that a process has written into: what no file could give it anew."""
    said = Path(f"/proc/{pid}/smaps_rollup").read_text()
    (kilobytes,) = re.findall(r"^Pss_Anon: +(\d+) kB$", said, re.MULTILINE)
    return int(kilobytes) * 1024


@contextmanager
def places() -> Iterator[Sequence[tuple[str, Mapping[str, str]]]]:
    """New libraries: on PostgreSQL where there is a server, and on SQLite."""
    url = os.environ.get("TEST_DATABASE_URL") or servers.LOCAL_POSTGRES
    with servers.sqlite() as file:
        found = [("SQLite", servers.environment(file))]
        try:
            with servers.postgres(url) as database:
                found.insert(0, ("PostgreSQL", servers.environment(database)))
                yield found
        except psycopg.OperationalError as trouble:
            print(f"PostgreSQL is not measured: {trouble}", file=sys.stderr)
            yield found


def main(count: int) -> int:
    """Measure and print; 1 when something fell below what it never should."""
    failed = 0
    with tempfile.TemporaryDirectory(prefix="library-bench-") as folder, places() as libraries:
        path = Path(folder) / "box.mrc"
        grow(count, path)
        for name, env in libraries:
            servers.migrate(env)
            before = parse(path)
            seconds, held = write(path, env)
            alone = mean([before, parse(path)])
            share = alone / seconds
            print(
                f"{name}: {count / seconds:,.0f} records/s, {share:.0%} of pymarc's parse "
                f"({count / alone:,.0f}/s; reach {REACH[name]:.0%}), {held:.0f} MB"
            )
            failed |= share < LEAST[name] or held > MOST_MEMORY
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000))
