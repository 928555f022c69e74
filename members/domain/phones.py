"""Telephone numbers, as far as they are compared."""

import unicodedata
from typing import Final

LEAST: Final = 6
"""Fewer digits may be many people's."""


def digits(phone: str) -> str:
    """The digits of ``phone`` in 0-9, whatever script they were written in: +49 (30) 12 is 493012.

    A "(0)" that is dialled at home only is left out, and so are signs that only look like digits
    (², ①).
    """
    dialled = phone.replace("(0)", "")
    return "".join(str(unicodedata.decimal(char)) for char in dialled if char.isdecimal())


def at_home(phone: str) -> set[str]:
    """How an international number may be written in its own country: +49 30 12 is 030 12 or 30 12.
    Country codes have one to three digits (ITU-T E.164), so there are several; nothing for a number
    that is not international.
    """
    dialled = digits(phone)
    if dialled.startswith("00"):
        dialled = dialled[2:]
    elif not phone.strip().startswith("+"):
        return set()
    rests = {dialled[length:] for length in (1, 2, 3) if len(dialled) - length >= LEAST}
    return rests | {f"0{rest}" for rest in rests}
