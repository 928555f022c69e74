"""What a night of notices costs: ``python -m bench.notices [COUNT …]``.

So many members have a loan that is a day overdue, and four times as many have none: 100,000 members
at 20,000 notices. The night notes who is to be told, and the morning writes each a mail into the
outbox; both by the production's code, on a new library on each database. A notice must cost as much
when there are ten times as many, and so must the memory. What must stay flat is counted in seconds
of the processor, so that a busy machine tells no tales.
"""

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

import django
import psutil
import psycopg

from tests import servers

COUNTS: Final = (2_000, 20_000)
OTHERS: Final = 4
"""So many members without a loan there are for each with one."""
DEARER: Final = 1.5
"""So many times the cost of a notice at the first count a notice may cost at the last."""
MORE_MEMORY: Final = 60.0
"""Megabytes that the last count may take beyond the first."""


def lend(count: int) -> Any:
    """Members with an overdue loan each; the hour at which they are one day late."""
    from core import clock
    from loans.models import Loan
    from members.models import NoticeHours
    from tests.factories.loans import LoanFactory

    now = clock.now()
    like = LoanFactory(loaned_at=now - timedelta(days=30), due_at=now - timedelta(days=1))
    NoticeHours.objects.create(pk=1, on_since=now - timedelta(days=90), quiet_from=None)
    for start in range(0, count, 1000):
        some = range(start, min(count, start + 1000))
        users = [_like(like.member.user, email=f"b{n}@example.org") for n in some]
        people = [
            _like(like.member, user=user, card_number=f"B{n}")
            for n, user in zip(some, users, strict=True)
        ]
        copies = [_like(like.copy, barcode=f"C{n}", is_on_loan=True) for n in some]
        pairs = zip(people, copies, strict=True)
        out = [_like(like, member=one, copy=copy) for one, copy in pairs]
        others = [
            _like(like.member, user=None, card_number=f"B{n}-{other}")
            for n in some
            for other in range(OTHERS)
        ]
        for rows in (users, people, copies, out, others):
            type(rows[0]).objects.bulk_create(rows)
    Loan.objects.filter(pk=like.pk).update(returned_at=now, recorded_at=now)
    return now


def _like(row: Any, **other: Any) -> Any:
    """Another row that is like ``row`` but for its key and ``other``."""
    from core.ids import new_id

    same = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.name not in other and not field.primary_key and not field.generated
    }
    return type(row)(pk=new_id(), **same, **other)


def night(count: int) -> None:
    """Note and write; print the seconds of both, how many mails there are, the megabytes that came
    to it, and the seconds of the processor.
    """
    from django.db import reset_queries

    from loans.services import reminders
    from loans.services.by import ByItself
    from members.models import OutboxMessage
    from members.services import digests

    now = lend(count)
    reset_queries()
    before, start = _held(), time.perf_counter()
    worked = time.process_time()
    assert reminders.note(by=ByItself(now, "job")).failed == []
    noted = time.perf_counter()
    while digests.send_due(now + timedelta(hours=1)).written:
        pass
    written = time.perf_counter()
    grown = (_held() - before) / 1e6
    mails = OutboxMessage.objects.count()
    worked = time.process_time() - worked
    print(noted - start, written - noted, mails, grown, worked)


def _held() -> int:
    """The bytes of this process's own: the file that SQLite lets it look into is the system's."""
    return int(sum(part.anonymous for part in psutil.Process().memory_maps()))


def measure(count: int, env: Mapping[str, str]) -> tuple[float, float, int, float, float]:
    """As ``night`` prints, of a process of its own on a library that is new."""
    servers.migrate(env)
    command = [sys.executable, "-m", "bench.notices", "--night", str(count)]
    done = subprocess.run(
        command, cwd=servers.ROOT, env=dict(env), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    noted, written, mails, grown, worked = done.stdout.split()[-5:]
    return float(noted), float(written), int(mails), float(grown), float(worked)


def on(name: str, database: Any, counts: list[int]) -> int:
    """Measure all counts on one kind of database, and print; 1 when it does not hold."""
    costs, memory = [], []
    for count in counts:
        with database() as file:
            env = servers.environment(file, LOG_LEVEL="ERROR")
            noted, written, mails, grown, worked = measure(count, env)
        assert mails == count, (mails, count)
        costs.append(worked / count)
        memory.append(grown)
        print(
            f"{name}: {count:,} notices, {noted / count * 1000:.1f} ms each to note and "
            f"{written / count * 1000:.1f} ms to write, of which the processor worked "
            f"{worked / count * 1000:.1f} ms; {grown:+.0f} MB",
            flush=True,
        )
    return int(costs[-1] > costs[0] * DEARER or memory[-1] > memory[0] + MORE_MEMORY)


def main(counts: list[int]) -> int:
    """Measure on PostgreSQL, where there is one, and on SQLite."""
    url, failed = os.environ.get("TEST_DATABASE_URL") or servers.LOCAL_POSTGRES, 0
    try:
        failed |= on("PostgreSQL", lambda: servers.postgres(url), counts)
    except psycopg.OperationalError as trouble:
        print(f"PostgreSQL is not measured: {trouble}", file=sys.stderr)
    return failed | on("SQLite", servers.sqlite, counts)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--night"]:
        django.setup()
        night(int(sys.argv[2]))
        sys.exit(0)
    sys.exit(main([int(count) for count in sys.argv[1:]] or list(COUNTS)))
