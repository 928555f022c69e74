"""How many passwords this machine can hash each second, with the original's parameters and ours.

A sign-in is nearly all hash, so the floor of the other cases says little of it. The original made
10.3 sign-ins a second where its own hash would have allowed 13.2 (78 %): from what that hash allows
here follows what the original would make here.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from os import cpu_count
from time import perf_counter
from typing import Final

from argon2.low_level import Type, hash_secret

SHARE_OF_ORIGINAL: Final = 0.78
_SECONDS: Final = 1.5


@dataclass(frozen=True)
class Limits:
    """Hashes each second on all cores."""

    original: float
    ours: float

    @property
    def original_sign_ins(self) -> float:
        """What the original would make on this machine."""
        return self.original * SHARE_OF_ORIGINAL


def limits() -> Limits:
    """Measure both."""
    return Limits(
        original=_rate(time_cost=3, memory_cost=65_536, parallelism=4),
        ours=_rate(time_cost=2, memory_cost=19 * 1024, parallelism=1),
    )


def _rate(**cost: int) -> float:
    threads = cpu_count() or 1
    began = perf_counter()

    def work(_number: int) -> int:
        done = 0
        while perf_counter() - began < _SECONDS:
            hash_secret(
                b"a long enough passphrase", b"sixteen bytes ok", hash_len=32, type=Type.ID, **cost
            )
            done += 1
        return done

    with ThreadPoolExecutor(threads) as pool:
        return sum(pool.map(work, range(threads))) / (perf_counter() - began)
