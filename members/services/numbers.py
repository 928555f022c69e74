"""Card numbers that nobody has."""

from django.conf import settings

from core import series
from members.domain import cards
from members.models import CardSeries, Member


def next_card() -> str:
    """The next card number no member has. Call it in the transaction that uses it."""
    while True:
        (number,) = series.take(CardSeries, "card")
        card = cards.numbered(settings.INSTITUTION_NUMBER, number)
        if not Member.objects.filter(card_number=card).exists():
            return card
