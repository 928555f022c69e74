"""What the worker does for this context."""

from accounts.models.audit import Interface
from core import clock
from loans.services import nightly


def night() -> str:
    """Do the night's work, if it is time for it and it has not been done."""
    done = nightly.run_if_due(clock=clock.now, interface=Interface.JOB)
    return str(done.pk) if done else ""
