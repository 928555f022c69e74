"""How the machine reaches a library: by HTTP, and behind the scenes for what only time or an
administrator does.
"""

import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client, TestCase

from accounts.models import User
from catalog.models import Copy
from catalog.services import copies
from core import clock
from loans.services import integrity, nightly
from members.models import Block
from members.services import blocks
from tests.model import stage


@dataclass(frozen=True)
class Answer:
    """What came back: a status, and the JSON of the body."""

    status: int
    body: Any


class Door(Protocol):
    """A library that can be asked."""

    now: datetime
    ids: stage.Ids

    def open(self, start: datetime) -> None:
        """Begin anew, with nothing lent."""

    def close(self) -> None:
        """Leave no trace."""

    def ask(self, who: str, method: str, path: str, body: Any = None) -> Answer:
        """The answer to a request of a member, or of the staff."""

    def night(self) -> list[str]:
        """Do the night's work; what went wrong in it."""

    def block(self, member: str, *, is_blocked: bool) -> None:
        """Block a member, or lift the block."""

    def edit(self, copy: str, facts: dict[str, Any]) -> None:
        """Change what is noted of a copy."""

    def faults(self) -> list[str]:
        """What ``check_integrity`` finds."""


class InProcess:
    """The library in this process: requests go through all its middleware and addresses, and what
    was done is rolled back.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = stage.STARTS[0]
        monkeypatch.setattr(clock, "now", lambda: self.now)
        stage.furnish()

    def open(self, start: datetime) -> None:
        self.now, self.client = start, Client()
        self.frame = transaction.atomic()
        self.frame.__enter__()
        cache.clear()
        self.ids = stage.people(start)
        self.passes = stage.passes(self.ids)

    def close(self) -> None:
        transaction.set_rollback(True)
        self.frame.__exit__(None, None, None)

    def ask(self, who: str, method: str, path: str, body: Any = None) -> Answer:
        # What is left for the commit, such as letting go of answers in the cache, is done at once.
        with TestCase.captureOnCommitCallbacks(execute=True):
            response = self.client.generic(
                method,
                f"/api/v1{path}",
                b"" if body is None else json.dumps(body),
                content_type="application/json",
                headers={"Authorization": f"Bearer {self.passes[who]}"},
            )
        return Answer(response.status_code, json.loads(response.content or b"null"))

    def night(self) -> list[str]:
        with TestCase.captureOnCommitCallbacks(execute=True):
            return work_at_night(self.now)

    def block(self, member: str, *, is_blocked: bool) -> None:
        with TestCase.captureOnCommitCallbacks(execute=True):
            block(self.ids, member, is_blocked=is_blocked, now=self.now)

    def edit(self, copy: str, facts: dict[str, Any]) -> None:
        with TestCase.captureOnCommitCallbacks(execute=True):
            edit(self.ids, copy, facts, now=self.now)

    def faults(self) -> list[str]:
        return faults(self.now)


def work_at_night(now: datetime) -> list[str]:
    """Do the night's work as of a moment; the steps that broke or failed for someone."""
    run = nightly.run(now, clock=lambda: now, interface="job")
    return [step.step for step in run.steps.all() if step.is_broken or step.failed]


def block(ids: stage.Ids, member: str, *, is_blocked: bool, now: datetime) -> None:
    """The staff block a member, or lift every block."""
    by: Any = {"actor": User.objects.get(pk=ids.users[stage.STAFF]), "now": now}
    member_id = UUID(ids.members[member])
    if is_blocked:
        blocks.block(member_id, reason="Conduct", until_on=None, **by, interface="page")
        return
    for each in Block.objects.filter(member=member_id, lifted_at=None):
        blocks.lift(each.pk, **by, interface="page")


def edit(ids: stage.Ids, copy: str, facts: dict[str, Any], *, now: datetime) -> None:
    """The staff change what is noted of a copy."""
    found = Copy.objects.get(barcode=ids.barcodes[copy])
    by: Any = {"actor": User.objects.get(pk=ids.users[stage.STAFF]), "now": now}
    noted = replace(copies.facts_of(found), **facts)
    copies.edit(found.pk, noted, revision=None, **by, interface="page")


def faults(now: datetime) -> list[str]:
    """Every fault in the records, as a sentence."""
    return [fault.sentence for found in integrity.faults(now) for fault in found.faults]
