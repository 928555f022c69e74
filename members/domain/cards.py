"""Card numbers: 14 digits, the first a 2, the last a check digit (see ``core.barcodes``)."""

from core import barcodes


def numbered(institution: int, number: int) -> str:
    """The ``number``-th card of ``institution``."""
    return barcodes.numbered(barcodes.CARD, institution, number)


def spaced(card: str) -> str:
    """A card number as printed for people, in groups: 2 0001 00000042 6."""
    return f"{card[0]} {card[1:5]} {card[5:13]} {card[13:]}" if len(card) == 14 else card
