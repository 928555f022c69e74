"""Telephone numbers, as far as they are compared."""

import unicodedata


def digits(phone: str) -> str:
    """The digits of ``phone`` in 0-9, whatever script they were written in: +49 (30) 12 is 493012.

    A "(0)" that is dialled at home only is left out, and so are signs that only look like digits
    (², ①).
    """
    dialled = phone.replace("(0)", "")
    return "".join(str(unicodedata.decimal(char)) for char in dialled if char.isdecimal())
