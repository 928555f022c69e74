"""What the staff may do to a book, from the book's page."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from core.web.deeds import Deed

OFTEN: Final = (
    Deed(_("Add a copy"), "plus", "catalog:copy_add", "catalog.add_copy"),
    Deed(_("Add several copies"), "plus", "catalog:copies_add", "catalog.add_copy"),
    Deed(_("Edit"), "edit", "catalog:book_edit", "catalog.change_book"),
)
SELDOM: Final = (
    Deed(_("Cover"), "upload", "catalog:book_cover", "catalog.change_book"),
    Deed(_("History"), "clock", "catalog:book_history", "catalog.view_copy"),
    Deed(_("Merge"), "books", "catalog:book_merge", "catalog.change_book"),
    Deed(_("Withdraw"), "archive", "catalog:book_withdraw", "catalog.delete_book"),
)
