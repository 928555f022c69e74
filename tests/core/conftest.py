from collections.abc import Callable, Iterator

import pytest

from tests.core.edges import Trouble


@pytest.fixture
def trouble() -> Iterator[Callable[[BaseException], None]]:
    """``trouble(error)``: every deed of the test's own views raises ``error``."""

    def make(error: BaseException) -> None:
        Trouble.error = error

    Trouble.error = Trouble.seen = None
    yield make
    Trouble.error = Trouble.seen = None
