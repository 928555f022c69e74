"""E-mail addresses as logins."""

import unicodedata


def normal(email: str) -> str:
    """The form in which an address is kept and compared: NFKC, lower case, no outer space.

    RFC 5321 lets the part before the @ distinguish case; no provider does, and people do not.
    """
    return unicodedata.normalize("NFKC", email).strip().lower()
