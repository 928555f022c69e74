"""What the worker does for this context."""

from typing import Final

from core import background, clock
from members.models import MemberImport
from members.services import delivery, digests, notices, outbox, roll_over, verification
from members.services.imports import running
from members.services.imports.batches import JOB

AT_A_TIME: Final = 20.0
"""Seconds for one import before others have their turn at the worker."""


def work_on_imports() -> int:
    """Go on with the lists of members that wait; how many are left unfinished."""
    waiting = list(MemberImport.objects.at_work().values_list("pk", flat=True))
    left = sum(running.go_on(batch_id, clock=clock.now, seconds=AT_A_TIME) for batch_id in waiting)
    if left:
        background.soon(JOB)
    return left


def let_leavers_go() -> int:
    """Forget leavers of a roll-over, or note that they wait; how many were forgotten."""
    return roll_over.go_on(clock.now())


def deliver_outbox() -> int:
    """Send the mail that waits."""
    return delivery.deliver(clock.now)


def answer_link_requests() -> int:
    """Send verification links to people who asked for another."""
    return verification.answer_all(now=clock.now())


def send_notices() -> int:
    """Write to the members who are to be told of something."""
    return digests.send_due(clock.now()).written


def tidy() -> int:
    """Delete old messages from the outbox, and old notices and letters."""
    return outbox.clear(now=clock.now()) + notices.clear(now=clock.now())
