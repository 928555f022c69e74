"""Notices on their way, in processes of their own on a database of their own: several that write
at once, members who leave or choose meanwhile, and kills.
"""

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator

import pytest

from tests import servers
from tests.members.post import listening
from tests.members.services.test_senders import LAPSED, Post, Sink

pytestmark = pytest.mark.race
MEMBERS = 30
STATES = "SELECT event, state, reason FROM members_notice"
MAILED = "SELECT recipient FROM members_outboxmessage"
NOW = "UPDATE members_outboxmessage SET next_try_at = '2020-01-01 00:00:00+00:00'"


class Told(Post):
    """A post office whose deeds are those of ``teller``."""

    def start(self, *deed: str) -> "subprocess.Popen[str]":
        command = [sys.executable, "-m", "tests.members.services.teller", *deed]
        return subprocess.Popen(command, env=self.env, stdout=subprocess.PIPE, text=True)

    def states(self) -> Counter[tuple[str, ...]]:
        """How many notices there are of each kind, state and reason."""
        return Counter(tuple(row) for row in self.database.rows(STATES))

    def deliver(self) -> str:
        """A sender of the production."""
        self.database.change(NOW)
        return Post.run(Post(self.database, self.sink, self.env), "deliver")


@pytest.fixture
def told() -> Iterator[Told]:
    sink = Sink()
    with listening(sink) as port, servers.database_like(os.environ["DATABASE_URL"]) as database:
        env = servers.environment(
            database,
            SMTP_HOST="127.0.0.1",
            SMTP_PORT=str(port),
            SMTP_USE_TLS="false",
            LOG_LEVEL="ERROR",
        )
        servers.migrate(env)
        office = Told(database, sink, env)
        office.run("tell", str(MEMBERS))
        yield office


def test_many_that_write_at_once_write_to_each_member_once(told: Told) -> None:
    writers = [told.start("write"), told.start("race")]
    written = [int(each.communicate(timeout=120)[0]) for each in writers]
    assert sum(written) == MEMBERS
    assert len({row[0] for row in told.database.rows(MAILED)}) == MEMBERS == len(told.ids())
    assert told.states() == {
        ("due_soon", "posted", ""): MEMBERS,
        ("overdue_1", "posted", ""): MEMBERS,
    }


def test_a_kill_while_writing_and_one_while_sending_lose_and_double_nothing(told: Told) -> None:
    writer = told.start("die", "11")
    assert writer.wait(timeout=120) == -signal.SIGKILL
    writer.stdout.close()  # type: ignore[union-attr]
    assert len(told.ids()) == 10, "the eleventh was never written"
    assert int(told.run("write")) == MEMBERS - 10
    told.database.change(NOW)
    sender = told.start("sent_and_killed")
    assert sender.wait(timeout=120) == -signal.SIGKILL
    sender.stdout.close()  # type: ignore[union-attr]
    told.database.change(LAPSED)
    assert int(told.deliver()) == MEMBERS
    seen = Counter(told.sink.ids)
    assert set(seen) == set(told.ids())
    assert Counter(seen.values()) == {1: MEMBERS - 1, 2: 1}, "the repeat has the same Message-ID"
    assert {state for _event, state, _reason in told.states()} == {"sent"}


def test_whoever_leaves_meanwhile_is_written_to_no_more(told: Told) -> None:
    told.run("leave")
    here = {row[0] for row in told.database.rows("SELECT email FROM accounts_user")}
    assert len(here) == MEMBERS - 10
    assert {row[0] for row in told.database.rows(MAILED)} == here
    nobody = "SELECT count(*) FROM members_notice WHERE member_id IS NULL AND state = 'waiting'"
    assert told.database.number(nobody) == 0
    orphans = told.database.rows("SELECT facts FROM members_notice WHERE member_id IS NULL")
    assert len(orphans) == 20


def test_what_is_chosen_meanwhile_is_heeded(told: Told) -> None:
    assert int(told.run("choose")) == MEMBERS
    assert told.states() == {
        ("due_soon", "dropped", "turned_off"): MEMBERS,
        ("overdue_1", "posted", ""): MEMBERS,
    }
