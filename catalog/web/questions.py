"""What is asked before something is withdrawn, and why it may not be possible."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog import errors
from catalog.models import Book, Copy


def withdraw_book(book: Book) -> dict[str, Any]:
    """The words of the page that asks whether to withdraw ``book``."""
    held = list(book.copies.current().values_list("is_on_loan", flat=True))
    together = ngettext(
        "Its one copy is withdrawn with it.",
        "Its %(count)d copies are withdrawn with it.",
        len(held),
    ) % {"count": len(held)}
    return {
        "title": _("Withdraw this book?"),
        "question": book.title,
        "consequences": [*([together] if held else []), _("Past loans and statistics keep it.")],
        "confirm": _("Withdraw the book"),
        "reason": str(errors.BookInUse()) if any(held) else "",
    }


def withdraw_copy(copy: Copy) -> dict[str, Any]:
    """The words of the page that asks whether to withdraw ``copy``."""
    return {
        "title": _("Withdraw this copy?"),
        "question": f"{copy.book.title} · {copy.barcode}",
        "consequences": [
            _("It can no longer be lent, and is shown to nobody."),
            _("Past loans and statistics keep it."),
        ],
        "confirm": _("Withdraw the copy"),
        "reason": str(errors.CopyInUse()) if copy.is_on_loan else "",
    }
