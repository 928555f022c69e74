"""What the worker does for this context."""

from typing import Final

from catalog.models import ImportBatch
from catalog.search import spelling
from catalog.services.imports import running, stopping
from catalog.services.imports.batches import JOB
from core import background, clock

AT_A_TIME: Final = 20.0
"""Seconds for one import before others have their turn at the worker."""


def count_words() -> int:
    """Count how common the words of the catalogue are, by which searches find their way."""
    return spelling.count()


def clear_uploads() -> int:
    """Throw away files that were uploaded for an import and left; how many."""
    return stopping.clear(now=clock.now())


def work_on_imports() -> int:
    """Go on with the imports that wait; how many are left unfinished."""
    waiting = list(ImportBatch.objects.at_work().values_list("pk", flat=True))
    left = sum(running.go_on(batch_id, clock=clock.now, seconds=AT_A_TIME) for batch_id in waiting)
    if left:
        background.soon(JOB)
    return left
