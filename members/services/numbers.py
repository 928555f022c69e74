"""Card numbers that nobody has."""

from collections.abc import Collection

from django.conf import settings

from core import series
from members.domain import cards
from members.models import CardSeries, Member, OldCard


def next_cards(count: int, *, but: Collection[str] = ()) -> list[str]:
    """The next card numbers no member has or had, ``but`` for those that are promised. Call it in
    the transaction that uses them.
    """
    free: list[str] = []
    while len(free) < count:
        taken = series.take(CardSeries, "card", count - len(free))
        made = [cards.numbered(settings.INSTITUTION_NUMBER, number) for number in taken]
        used = {
            *but,
            *Member.objects.filter(card_number__in=made).values_list("card_number", flat=True),
            *OldCard.objects.filter(number__in=made).values_list("number", flat=True),
        }
        free += [card for card in made if card not in used]
    return free


def next_card() -> str:
    """The next card number no member has or had. Call it in the transaction that uses it."""
    (card,) = next_cards(1)
    return card
