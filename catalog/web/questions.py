"""What is asked before something is withdrawn or comes back, and why it may not be possible."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog import errors
from catalog.models import Book, Copy
from catalog.services import books_back
from core.errors import LibraryError


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


def bring_back_book(book: Book) -> dict[str, Any]:
    """The words of the page that asks whether to bring ``book`` back."""
    held = books_back.left_together(book.pk).count()
    together = ngettext(
        "The copy that was withdrawn with it comes back too.",
        "The %(count)d copies that were withdrawn with it come back too.",
        held,
    ) % {"count": held}
    return {
        "title": _("Bring this book back?"),
        "question": book.title,
        "consequences": [
            *_withdrawn_on(book.withdrawn_at),
            *([together] if held else []),
            _("It is found in the catalogue again."),
        ],
        "confirm": _("Bring the book back"),
        "confirm_kind": "primary",
        "reason": _why_not(book),
    }


def _why_not(book: Book) -> str:
    try:
        books_back.object_to_coming_back(book)
    except LibraryError as refusal:
        return str(refusal)
    return ""


def bring_back_copy(copy: Copy) -> dict[str, Any]:
    """The words of the page that asks whether to bring ``copy`` back."""
    reason = str(errors.BookWithdrawn()) if copy.book.withdrawn_at else ""
    if copy.withdrawn_at is None:
        reason = str(errors.CopyNotWithdrawn(barcode=copy.barcode))
    said = _("Reason of the withdrawal: %(reason)s") % {"reason": copy.withdrawn_for}
    return {
        "title": _("Bring this copy back?"),
        "question": f"{copy.book.title} · {copy.barcode}",
        "consequences": [
            *_withdrawn_on(copy.withdrawn_at),
            *([said] if copy.withdrawn_for else []),
            _("It is shown and can be lent again."),
        ],
        "confirm": _("Bring the copy back"),
        "confirm_kind": "primary",
        "reason": reason,
    }


def _withdrawn_on(at: datetime | None) -> list[str]:
    if at is None:
        return []
    day = date_format(timezone.localtime(at), "DATE_FORMAT")
    return [_("Withdrawn on %(day)s.") % {"day": day}]


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
