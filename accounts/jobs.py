"""What the worker does for this context."""

from accounts.services import limits, once, resets, seals, tokens
from core import clock


def answer_reset_requests() -> int:
    """Send the letters that people who lost their password wait for."""
    return resets.answer_all(now=clock.now())


def seal_trail() -> int:
    """Close what has been added to the trail."""
    return seals.seal_all(now=clock.now())


def tidy() -> dict[str, int]:
    """Delete what has run out: refresh families, remembered answers, attempt counters."""
    now = clock.now()
    return {
        "refresh_families": tokens.clear(now=now),
        "answers": once.clear(now=now),
        "attempts": limits.clear(now=now),
    }
