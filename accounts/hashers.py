"""Passwords as Argon2id with the parameters OWASP gives for it: two passes over 19 MiB, one lane.

One hash at a time in each process, by a thread of its own that gives way to all others: a rush of
sign-ins then waits in line, instead of taking all memory and both cores from the people who only
read. The line is short, so that there are always threads left for them.
"""

import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final, TypeVar

from django.contrib.auth.hashers import Argon2PasswordHasher

from core.errors import Unavailable

LINE: Final = 8
"""So many wait for their hash, or have it made; whoever comes then is asked to come again."""
RETRY_AFTER: Final = 2  # seconds
_NICENESS: Final = 5

Made = TypeVar("Made")
_places = threading.BoundedSemaphore(LINE)


def _give_way() -> None:
    """On Linux a thread can be less pressing than the others of its process."""
    if hasattr(os, "setpriority"):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICENESS)


_hashing: Final = ThreadPoolExecutor(1, "hashing", initializer=_give_way)


def _in_line(make: Callable[..., Made], *given: Any) -> Made:
    """What ``make`` makes of ``given``, when it is its turn. Raises ``Unavailable``."""
    if not _places.acquire(blocking=False):
        raise Unavailable(retry_after=RETRY_AFTER)
    try:
        return _hashing.submit(make, *given).result()
    finally:
        _places.release()


class Argon2id(Argon2PasswordHasher):
    time_cost = 2
    memory_cost = 19 * 1024  # KiB
    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        """The hash of ``password``, with its parameters and ``salt``."""
        return _in_line(super().encode, password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        """Whether ``encoded`` was made of ``password``."""
        return _in_line(super().verify, password, encoded)
