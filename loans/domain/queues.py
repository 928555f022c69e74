"""Two queues that become one."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol, TypeVar


class Placed(Protocol):
    """What a queue is made of."""

    @property
    def placed_at(self) -> datetime: ...


Waiting = TypeVar("Waiting", bound=Placed)


def interleaved(first: Sequence[Waiting], second: Sequence[Waiting]) -> list[Waiting]:
    """Both queues as one. Each keeps its order, also where the staff has moved someone; of the two
    who stand in front, whoever has waited longer goes first, and those of ``first`` where both have
    waited as long.
    """
    left, right = list(reversed(first)), list(reversed(second))
    queue = []
    while left and right:
        queue.append((right if right[-1].placed_at < left[-1].placed_at else left).pop())
    return [*queue, *reversed(left), *reversed(right)]
