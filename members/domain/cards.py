"""Card numbers. Ours have 14 digits, the first a 2, the last a check digit (see
``core.barcodes``).
"""

from core import barcodes


def is_one(card: str) -> bool:
    """Whether ``card``, as it is kept, can be the number of a card: something that a label can
    hold, no word of the desk, and if it has 14 digits one of the common scheme.
    """
    is_common = card.isdecimal() and len(card) == 14
    return (
        barcodes.is_wellformed(card)
        and not barcodes.is_word(card)
        and (not is_common or barcodes.looks_like_card(card))
    )


def numbered(institution: int, number: int) -> str:
    """The ``number``-th card of ``institution``."""
    return barcodes.numbered(barcodes.CARD, institution, number)


def spaced(card: str) -> str:
    """A card number as printed for people, in groups: 2 0001 00000042 6."""
    return f"{card[0]} {card[1:5]} {card[5:13]} {card[13:]}" if len(card) == 14 else card
