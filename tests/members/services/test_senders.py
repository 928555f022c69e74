"""Several senders at once, in processes of their own on a database of their own; and one that is
killed.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from aiosmtpd.handlers import Message

from tests import servers
from tests.members.post import listening

pytestmark = pytest.mark.race
LETTERS = 60
LAPSED = "UPDATE members_outboxmessage SET claimed_until = '2020-01-01 00:00:00+00:00'"


class Sink(Message):
    """A mail server that keeps the Message-ID of all it takes."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []

    def handle_message(self, message: Any) -> None:
        self.ids.append(message["Message-ID"])


@dataclass
class Post:
    """A post office: a database with letters, and the mail server they go to."""

    database: servers.Database
    sink: Sink
    env: dict[str, str]

    def start(self, *deed: str) -> "subprocess.Popen[str]":
        command = [sys.executable, "-m", "tests.members.services.sender", *deed]
        return subprocess.Popen(command, env=self.env, stdout=subprocess.PIPE, text=True)

    def run(self, *deed: str) -> str:
        process = self.start(*deed)
        said, _ = process.communicate(timeout=120)
        assert process.returncode == 0
        return said.strip()

    def waiting(self) -> int:
        return self.database.number(
            "SELECT count(*) FROM members_outboxmessage WHERE sent_at IS NULL"
        )

    def ids(self) -> list[str]:
        found = self.database.rows("SELECT message_id FROM members_outboxmessage")
        return sorted(row[0] for row in found)


@pytest.fixture
def post() -> Iterator[Post]:
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
        yield Post(database, sink, env)


def test_many_senders_send_each_letter_once(post: Post) -> None:
    post.run("write", str(LETTERS))
    senders = [post.start("deliver"), post.start("deliver"), post.start("race")]
    sent = [int(sender.communicate(timeout=120)[0]) for sender in senders]
    assert sum(sent) == LETTERS
    assert sorted(post.sink.ids) == post.ids()
    assert post.waiting() == 0


def test_a_sender_that_is_killed_with_a_letter_in_hand_loses_nothing(post: Post) -> None:
    post.run("write", "3")
    sender = post.start("hold")
    assert sender.stdout
    assert sender.stdout.readline().strip() == "holding"
    os.kill(sender.pid, signal.SIGKILL)
    sender.wait(timeout=10)
    sender.stdout.close()
    assert post.run("deliver") == "2", "the letter in hand is nobody else's until the claim lapses"
    assert (len(post.sink.ids), post.waiting()) == (2, 1)
    post.database.change(LAPSED)
    assert post.run("deliver") == "1"
    assert sorted(post.sink.ids) == post.ids()
    assert post.waiting() == 0
