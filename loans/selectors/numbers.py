"""Numbers that a desk scans: what is a card's is no copy's, and the other way round."""

from collections.abc import Collection

from catalog.models import Copy
from members.models import Member, OldCard


def of_cards(codes: Collection[str]) -> set[str]:
    """Those of ``codes`` that are the number of a card, or were: a lost one may be found again."""
    old = OldCard.objects.filter(number__among=codes).order_by().values_list("number", flat=True)
    cards = Member.objects.filter(card_number__among=codes).order_by()
    return set(cards.values_list("card_number", flat=True).union(old, all=True))


def of_copies(numbers: Collection[str]) -> set[str]:
    """Those of ``numbers`` that a copy has, or had before it was withdrawn: it may come back."""
    copies = Copy.objects.filter(barcode__among=numbers).order_by()
    return set(copies.values_list("barcode", flat=True))
