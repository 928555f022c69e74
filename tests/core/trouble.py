"""Making the tests' own views fail in a way of one's choice."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest


class Trouble:
    """What the next deed raises, or ``None`` when it succeeds; and what the last one was given."""

    error: BaseException | None = None
    seen: Any = None


def deed(seen: Any) -> None:
    """What every view of ``tests.core.edges`` does."""
    Trouble.seen = seen
    if Trouble.error:
        raise Trouble.error


@pytest.fixture
def trouble() -> Iterator[Callable[[BaseException], None]]:
    """``trouble(error)``: every deed of the test's own views raises ``error``."""

    def make(error: BaseException) -> None:
        Trouble.error = error

    Trouble.error = Trouble.seen = None
    yield make
    Trouble.error = Trouble.seen = None
