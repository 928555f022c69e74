"""Which credit pays for which charge: the oldest first (circulation rules, section 8)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

MOST: Final = 100_000_000
"""The greatest amount of one entry made by hand, in minor units: a typing error beyond doubt."""


@dataclass(frozen=True)
class Entry:
    """A charge or a credit with what is left of it, in minor units."""

    id: UUID
    rest: int


@dataclass(frozen=True)
class Share:
    """A part of a credit that is given to a charge."""

    credit: UUID
    charge: UUID
    amount: int


def is_too_much(debt: int, limit: int | None) -> bool:
    """Whether a debt is more than a policy allows; no limit allows any."""
    return limit is not None and debt > limit


def shared_out(charges: Sequence[Entry], given: Sequence[Entry]) -> list[Share]:
    """Give credits (``given``) to ``charges``, both in their order, until one is used up."""
    shares: list[Share] = []
    owed = [(charge.id, charge.rest) for charge in reversed(charges) if charge.rest > 0]
    for credit in given:
        left = credit.rest
        while left > 0 and owed:
            charge, rest = owed.pop()
            part = min(left, rest)
            shares.append(Share(credit.id, charge, part))
            left -= part
            if rest > part:
                owed.append((charge, rest - part))
    return shares
