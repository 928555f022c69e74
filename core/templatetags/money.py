"""Amounts of money in templates."""

from django import template

from core import money

register = template.Library()


@register.filter(name="money")
def money_words(amount_minor: int) -> str:
    """Write an amount in minor units as the reader's language does."""
    return money.words(amount_minor)
