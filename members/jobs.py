"""What the worker does for this context."""

from core import clock
from members.services import delivery, outbox, verification


def deliver_outbox() -> int:
    """Send the mail that waits."""
    return delivery.deliver(clock.now)


def answer_link_requests() -> int:
    """Send verification links to people who asked for another."""
    return verification.answer_all(now=clock.now())


def tidy() -> int:
    """Delete old messages from the outbox."""
    return outbox.clear(now=clock.now())
