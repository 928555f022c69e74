"""What the worker does for this context."""

from core import clock
from members.services import outbox


def deliver_outbox() -> int:
    """Send the mail that waits."""
    return outbox.deliver(now=clock.now())


def tidy() -> int:
    """Delete old messages from the outbox."""
    return outbox.clear(now=clock.now())
