"""Which lines of an account have come to nothing, together with all that they are bound to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Line:
    """A line of an account; ``is_over`` when nothing of it is open and it is old enough."""

    id: UUID
    is_over: bool


def over(lines: Sequence[Line], pairs: Iterable[tuple[UUID, UUID]]) -> set[UUID]:
    """The lines that can go from an account without changing what is owed.

    ``pairs`` are credits and the charges that they pay for. A credit that pays for two charges goes
    with both or not at all: all that hangs together adds up to nothing, a part of it does not.
    """
    group = {line.id: line.id for line in lines}

    def head(pk: UUID) -> UUID:
        while group[pk] != pk:
            group[pk] = group[group[pk]]
            pk = group[pk]
        return pk

    for one, other in pairs:
        if one in group and other in group:
            group[head(one)] = head(other)
    open_groups = {head(line.id) for line in lines if not line.is_over}
    return {line.id for line in lines if head(line.id) not in open_groups}
