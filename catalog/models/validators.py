"""The formats of this context as field validators: forms, admin and services meet the same rule."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from catalog.domain import isbn, languages
from core import barcodes

ISBN_REASONS = {
    "nine_digits": _("This has nine digits: an SBN. Write a 0 before it if it is an English book."),
    "shape": _("An ISBN has 10 or 13 digits."),
    "music": _("979-0 is the number of a piece of printed music (ISMN), not of a book."),
    "check_digit": _("The check digit does not fit: one of the digits is wrong."),
}


def isbn13(text: str) -> str:
    """``text`` as an ISBN of 13 digits. Raises ``ValidationError`` with the reason."""
    try:
        return isbn.normal(text)
    except isbn.NotAnIsbn as error:
        raise ValidationError(ISBN_REASONS[str(error)], code=str(error)) from error


def check_isbn13(text: str) -> None:
    """Refuse what is not an ISBN in its stored form."""
    if isbn13(text) != text:
        raise ValidationError(_("An ISBN is kept as 13 digits."), code="not_normal")


def check_barcode(text: str) -> None:
    """Refuse what no scanner would read."""
    if not barcodes.is_wellformed(text):
        raise ValidationError(
            _("A barcode is up to 40 letters (A-Z), digits and the signs - . / $ + % :"),
            code="barcode",
        )


def check_language(text: str) -> None:
    """Refuse what is not three small letters."""
    if not languages.is_wellformed(text):
        raise ValidationError(
            _("A language is three letters, as in eng, ger or jpn."), code="language"
        )
