"""Refusals about books, their merges, ISBNs and covers."""

from django.utils.translation import gettext_lazy as _

from core.errors import Conflict, Invalid, NotFound, StalePrecondition


class UnknownBook(NotFound):
    code = "unknown_book"
    message = _("There is no such book in the catalogue.")


class IsbnTaken(Conflict):
    code = "isbn_taken"
    message = _("The catalogue already has a book with the ISBN %(isbn)s.")
    field = "isbn"


class NotAnIsbn(NotFound):
    code = "not_an_isbn"
    message = _("This is not an ISBN: 10 or 13 digits, the last of which fits the others.")


class MergeWithItself(Invalid):
    code = "merge_with_itself"
    message = _("This is one and the same entry. Choose another to merge it with.")
    field = "other"


class UnknownMerge(NotFound):
    code = "unknown_merge"
    message = _("No such entry was merged into this one.")


class MergeStands(Conflict):
    code = "merge_stands"
    message = _("This merge cannot be undone. %(reason)s")


class BookInUse(Conflict):
    code = "book_in_use"
    message = _("A copy of this book is on loan. It can be withdrawn when all copies are back.")


class BookIsHeld(Conflict):
    code = "book_is_held"
    message = _("Members are waiting for this book: %(count)s. Their holds have to end first.")


class BookChanged(StalePrecondition):
    code = "book_changed"
    message = _("Someone else has changed this book since you opened it. Please look at it again.")


class InvalidCover(Invalid):
    code = "invalid_cover"
    message = _("This file is not a picture we can use: JPEG, PNG or WebP, up to 8 MB.")
    field = "cover"


class BookWithdrawn(Conflict):
    code = "book_withdrawn"
    message = _(
        "The book of this copy has been withdrawn from the catalogue. Bring the book back first."
    )


class BookNotWithdrawn(Conflict):
    code = "book_not_withdrawn"
    message = _("This book has not been withdrawn.")


class BookMergedAway(Conflict):
    code = "book_merged_away"
    message = _("This record was merged into another. Undo the merge instead.")
