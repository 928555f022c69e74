"""Every refusal of this context."""

from django.utils.translation import gettext_lazy as _

from core.errors import Conflict, Invalid, NotFound, StalePrecondition


class UnknownBook(NotFound):
    code = "unknown_book"
    message = _("There is no such book in the catalogue.")


class UnknownCopy(NotFound):
    code = "unknown_copy"
    message = _("There is no such copy in the catalogue.")


class UnknownBarcode(NotFound):
    code = "unknown_barcode"
    message = _("No copy has the barcode %(barcode)s.")


class UnknownBranch(Invalid):
    code = "unknown_branch"
    message = _("There is no branch “%(branch)s”.")
    field = "branch"


class UnknownCopyType(Invalid):
    code = "unknown_copy_type"
    message = _("There is no type of copy “%(copy_type)s”.")
    field = "type"


class IsbnTaken(Conflict):
    code = "isbn_taken"
    message = _("The catalogue already has a book with the ISBN %(isbn)s.")
    field = "isbn"


class BarcodeTaken(Conflict):
    code = "barcode_taken"
    message = _("Another copy already has the barcode %(barcode)s.")
    field = "barcode"


class HeadingTaken(Conflict):
    code = "heading_taken"
    message = _("There is already an entry called “%(heading)s”.")


class BookInUse(Conflict):
    code = "book_in_use"
    message = _("A copy of this book is on loan. It can be withdrawn when all copies are back.")


class BookIsHeld(Conflict):
    code = "book_is_held"
    message = _("Members are waiting for this book: %(count)s. Their holds have to end first.")


class CopyIsHeld(Conflict):
    code = "copy_is_held"
    message = _("Members are waiting for this copy. Their holds have to end first.")


class CopyInUse(Conflict):
    code = "copy_in_use"
    message = _("This copy is on loan. It can be withdrawn when it is back.")


class CopyWithdrawn(Conflict):
    code = "copy_withdrawn"
    message = _("The copy %(barcode)s has been withdrawn from the library.")


class BookChanged(StalePrecondition):
    code = "book_changed"
    message = _("Someone else has changed this book since you opened it. Please look at it again.")


class CopyChanged(StalePrecondition):
    code = "copy_changed"
    message = _("Someone else has changed this copy since you opened it. Please look at it again.")


class InvalidCover(Invalid):
    code = "invalid_cover"
    message = _("This file is not a picture we can use: JPEG, PNG or WebP, up to 8 MB.")
    field = "cover"


class InvalidSearch(Invalid):
    code = "invalid_search"
    message = _("This search cannot be read: %(reason)s")
    field = "q"
