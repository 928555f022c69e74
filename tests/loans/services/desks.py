"""What tests ask of a desk and of what it handed back."""

from dataclasses import replace
from datetime import timedelta

from catalog.domain.copies import State
from catalog.models import Copy
from loans.services import returns
from loans.services.situation import Desk


def later(desk: Desk, **time: int) -> Desk:
    """The same desk, after a while (keywords of ``timedelta``)."""
    return replace(desk, now=desk.now + timedelta(**time))


def now_stands(copy: Copy) -> State:
    """Where a copy stands by now."""
    return Copy.objects.get(pk=copy.pk).state


def codes(done: returns.TakenBack) -> list[str]:
    """The findings that a return came with."""
    return [found["code"] for found in done.findings]
