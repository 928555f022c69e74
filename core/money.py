"""Money in words. It is kept in whole minor units of the library's one currency, never as floating
numbers.
"""

from decimal import Decimal

from babel.numbers import format_currency, get_currency_precision
from django.conf import settings
from django.utils.translation import get_language, to_locale


def words(amount_minor: int) -> str:
    """An amount as the reader's language writes it: 1250 is €12.50 in English."""
    currency = settings.CURRENCY
    amount = Decimal(amount_minor).scaleb(-get_currency_precision(currency))
    return format_currency(amount, currency, locale=to_locale(get_language() or "en"))


def plain(amount_minor: int) -> str:
    """An amount as spreadsheets read it: 1250 is 12.50."""
    amount = Decimal(amount_minor).scaleb(-get_currency_precision(settings.CURRENCY))
    return f"{amount:f}"
