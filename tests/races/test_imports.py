"""An import that is killed in the middle, and two at once: with real processes."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests import servers
from tests.factories.records import marc

pytestmark = pytest.mark.race
RECORDS = 4500
WHAT_IS_THERE = (
    "SELECT b.title, b.sort_title, i.isbn13, p.name, c.role, s.heading FROM catalog_book b "
    "LEFT JOIN catalog_isbn i ON i.book_id = b.id "
    "LEFT JOIN catalog_contribution c ON c.book_id = b.id "
    "LEFT JOIN catalog_contributor p ON p.id = c.contributor_id "
    "LEFT JOIN catalog_booksubject bs ON bs.book_id = b.id "
    "LEFT JOIN catalog_subject s ON s.id = bs.subject_id ORDER BY 1, 2, 3, 4, 5, 6"
)
COPIES = (
    "SELECT b.title, c.barcode FROM catalog_copy c JOIN catalog_book b ON b.id = c.book_id "
    "ORDER BY 1, 2"
)
ROWS = "SELECT number, verdict, title FROM catalog_importrow ORDER BY number"
GO_ON = "import django; django.setup(); from catalog import jobs; jobs.work_on_imports()"


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A box of records, one in ten of a book that came before."""
    path = tmp_path_factory.mktemp("box") / "box.mrc"
    with path.open("wb") as out:
        for n in range(RECORDS):
            number = n - 5 if n % 10 == 9 else n
            out.write(
                marc(
                    f"Book {number}",
                    author=f"Writer {number % 300}, Anna",
                    subjects=[f"Topic {number % 40}"],
                    year="1990",
                    copies=[(f"B{n}", "")],
                    description="river stone winter garden history letters " * 4,
                )
            )
    return path


@contextmanager
def opened() -> Iterator[tuple[servers.Database, Mapping[str, str]]]:
    """A new library on the kind of database that the tests run on."""
    with servers.database_like(os.environ["DATABASE_URL"]) as database:
        env = servers.environment(database)
        servers.migrate(env)
        yield database, env


@pytest.fixture
def library() -> Iterator[tuple[servers.Database, Mapping[str, str]]]:
    """An empty library."""
    with opened() as place:
        yield place


def importing(file: Path, env: Mapping[str, str]) -> "subprocess.Popen[bytes]":
    """The command, at work in a process of its own."""
    command = [sys.executable, "manage.py", "import_books", str(file), "--duplicates=add_copies"]
    return subprocess.Popen(
        command, cwd=servers.ROOT, env=dict(env), stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip


def what_is_there(database: servers.Database) -> list[Any]:
    return [database.rows(each) for each in (WHAT_IS_THERE, COPIES, ROWS)]


def test_killed_in_the_middle_and_resumed_it_gives_the_same_catalogue(
    file: Path, library: tuple[servers.Database, Mapping[str, str]]
) -> None:
    database, env = library
    process = importing(file, env)
    while database.number("SELECT count(*) FROM catalog_book") == 0:
        assert process.poll() is None
        time.sleep(0.02)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    at = database.number("SELECT position FROM catalog_importbatch")
    assert 0 < at < RECORDS
    # The minutes pass after which whoever claimed it is taken to be gone.
    database.change("UPDATE catalog_importbatch SET claimed_at = NULL")
    while database.rows("SELECT stage FROM catalog_importbatch") == [("running",)]:
        servers.run([sys.executable, "-c", GO_ON], env)
    assert database.rows("SELECT stage FROM catalog_importbatch") == [("done",)]
    with opened() as (other, its_env):
        assert importing(file, its_env).wait() == 0
        assert what_is_there(database) == what_is_there(other)
    assert database.number("SELECT count(*) FROM catalog_book") == RECORDS * 9 // 10
    assert database.number("SELECT count(*) FROM catalog_copy") == RECORDS


def test_two_imports_of_the_same_file_at_once_make_one_catalogue(
    file: Path, library: tuple[servers.Database, Mapping[str, str]]
) -> None:
    database, env = library
    both = [importing(file, env), importing(file, env)]
    assert [process.wait() for process in both] == [0, 0]
    assert database.number("SELECT count(*) FROM catalog_copy") == RECORDS
    titles = "SELECT count(*) FROM (SELECT title FROM catalog_book GROUP BY title) t"
    assert database.number(titles) == RECORDS * 9 // 10
    names = "SELECT count(*) - count(DISTINCT name) FROM catalog_contributor"
    assert database.number(names) == 0
