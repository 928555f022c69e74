"""Telephone numbers, as far as they are compared."""

import unicodedata


def digits(phone: str) -> str:
    """The digits of ``phone`` in 0-9, whatever script they were written in: +49 (30) 12 is 493012.

    Other signs that only look like digits (², ①) are left out.
    """
    return "".join(str(unicodedata.decimal(char)) for char in phone if char.isdecimal())
