"""Prices: whole numbers of a currency's smallest unit, written by people in its usual one."""

from decimal import Decimal

from babel.numbers import get_currency_precision

MOST_MINOR = 2_147_483_647
"""What the column holds."""


def places(currency: str) -> int:
    """How many decimals the currency has (ISO 4217, by CLDR): 2 for EUR, 0 for JPY, 3 for KWD."""
    return get_currency_precision(currency)


def minor(amount: Decimal, currency: str) -> int:
    """``amount`` in the smallest unit of ``currency``, exactly. It must have no more decimals than
    the currency.
    """
    scaled = amount.scaleb(places(currency))
    whole = int(scaled)
    if whole != scaled:
        raise ValueError("more decimals than the currency has")
    return whole


def major(amount_minor: int, currency: str) -> Decimal:
    """An amount in the smallest unit as it is written: 1250 as 12.50."""
    return Decimal(amount_minor).scaleb(-places(currency))
