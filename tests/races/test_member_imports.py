"""An import of members that two are at, that is killed or stopped in the middle: with real
processes.
"""

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

pytestmark = pytest.mark.race
ROWS = 3000
TWICE = ROWS // 10
"""Rows about somebody who has come before."""
SETUP = "import django; django.setup(); "
GO_ON = SETUP + "from members import jobs; jobs.work_on_imports()"
DEED = (
    SETUP + "from core import clock; from members.models import MemberImport; "
    "from members.services.imports import batches; "
    "one = MemberImport.objects.get().pk; "
    "batches.{deed}(one, actor=None, now=clock.now(), interface='command')"
)
STAGE = "SELECT stage FROM members_memberimport"
REPORT = "SELECT number, verdict, name FROM members_memberimportrow ORDER BY number"
WHO_IS_THERE = (
    'SELECT m.card_number, m.name, m."group", g.name FROM members_member m '
    "LEFT JOIN members_guardianship t ON t.child_id = m.id "
    "LEFT JOIN members_member g ON g.id = t.guardian_id ORDER BY 1, 2, 3, 4"
)
Place = tuple[servers.Database, Mapping[str, str]]


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A list in which many have a guardian somewhere else in it, and one in ten comes again."""
    path = tmp_path_factory.mktemp("list") / "list.csv"
    lines = ["name,card,class,category,guardian card"]
    for n in range(ROWS):
        number = n - 5 if n % 10 == 9 else n
        is_child = n % 3 == 0 and n % 10 != 8
        guardian = f"child,C{ROWS - 2 - n // 10 * 10}" if is_child else "adult,"
        lines.append(f"Member {number},C{number},{number % 7 + 4}a,{guardian}")
    path.write_text("\n".join(lines))
    return path


@contextmanager
def opened() -> Iterator[Place]:
    """A new library on the kind of database that the tests run on."""
    with servers.database_like(os.environ["DATABASE_URL"]) as database:
        env = servers.environment(database)
        servers.migrate(env)
        yield database, env


@pytest.fixture
def library() -> Iterator[Place]:
    """A library without members."""
    with opened() as place:
        yield place


@pytest.fixture(scope="module")
def whole(file: Path) -> list[Any]:
    """What is there when nothing has come between."""
    with opened() as (database, env):
        importing(file, env).wait()
        return what_is_there(database)


def importing(file: Path, env: Mapping[str, str]) -> "subprocess.Popen[bytes]":
    """The command, at work in a process of its own."""
    return in_own_process([sys.executable, "manage.py", "import_members", str(file)], env)


def in_own_process(command: list[str], env: Mapping[str, str]) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        command, cwd=servers.ROOT, env=dict(env), stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip


def under_way(process: "subprocess.Popen[bytes]", database: servers.Database) -> None:
    """Wait until the first rows are in the library."""
    while database.number("SELECT count(*) FROM members_member") == 0:
        assert process.poll() is None
        time.sleep(0.02)


def what_is_there(database: servers.Database) -> list[Any]:
    return [database.rows(each) for each in (WHO_IS_THERE, REPORT, STAGE)]


def to_the_end(database: servers.Database, env: Mapping[str, str]) -> None:
    """Let the worker go on until there is nothing left to do."""
    while database.rows(STAGE) == [("running",)]:
        servers.run([sys.executable, "-c", GO_ON], env)


def test_the_list_alone_brings_everybody_once(whole: list[Any]) -> None:
    people, report, stage = whole
    assert (stage, len(report)) == ([("done",)], ROWS)
    assert len({card for card, *_facts in people}) == len(people) == ROWS - TWICE
    assert [verdict for _number, verdict, _name in report].count("refused") == TWICE
    assert sum(guardian is not None for *_facts, guardian in people) > ROWS // 5


def test_killed_in_the_middle_and_resumed_it_comes_to_the_same(
    file: Path, library: Place, whole: list[Any]
) -> None:
    database, env = library
    process = importing(file, env)
    under_way(process, database)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert 0 < database.number("SELECT position FROM members_memberimport") < ROWS
    # The minutes pass after which whoever claimed it is taken to be gone.
    database.change("UPDATE members_memberimport SET claimed_at = NULL")
    to_the_end(database, env)
    assert what_is_there(database) == whole


def test_two_at_the_same_import_do_nothing_twice(
    file: Path, library: Place, whole: list[Any]
) -> None:
    database, env = library
    first = importing(file, env)
    under_way(first, database)
    # The first was silent for so long that it is taken to be gone; but it works on.
    database.change("UPDATE members_memberimport SET claimed_at = NULL")
    second = in_own_process([sys.executable, "-c", GO_ON], env)
    assert second.wait() == 0
    first.wait()
    database.change("UPDATE members_memberimport SET claimed_at = NULL")
    to_the_end(database, env)
    assert what_is_there(database) == whole
    assert database.number(
        "SELECT count(*) FROM accounts_auditentry WHERE action = 'member_import.done'"
    ) == 1  # fmt: skip


# On SQLite whoever wants to stop it waits for a gap between two chunks, which may be the last.
@pytest.mark.postgres
def test_stopped_in_the_middle_it_stays_so_until_it_is_gone_on_with(
    file: Path, library: Place, whole: list[Any]
) -> None:
    database, env = library
    process = importing(file, env)
    under_way(process, database)
    servers.run([sys.executable, "-c", DEED.format(deed="stop")], env)
    process.wait()
    assert database.rows(STAGE) == [("failed",)]
    at = database.number("SELECT position FROM members_memberimport")
    assert 0 < at <= ROWS  # a fast one may have one step left
    assert len(database.rows(REPORT)) == at
    servers.run([sys.executable, "-c", GO_ON], env)
    assert len(database.rows(REPORT)) == at
    servers.run([sys.executable, "-c", DEED.format(deed="resume")], env)
    to_the_end(database, env)
    assert what_is_there(database) == whole


def test_two_imports_of_the_same_list_at_once_bring_everybody_once(
    file: Path, library: Place, whole: list[Any]
) -> None:
    database, env = library
    both = [importing(file, env), importing(file, env)]
    for process in both:
        process.wait()
    assert database.rows(STAGE) == [("done",), ("done",)]
    assert database.rows(WHO_IS_THERE) == whole[0]
