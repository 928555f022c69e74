"""Every refusal of this context."""

from django.utils.translation import gettext_lazy as _

from core.errors import Conflict, Invalid, NotAllowed, NotFound, StalePrecondition, Unavailable


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


class BarcodeOfCard(Invalid):
    code = "barcode_of_card"
    message = _(
        "%(barcode)s reads as a member's card: 14 digits that begin with 2. A copy cannot have it."
    )
    field = "barcode"


class BarcodeIsWord(Invalid):
    code = "barcode_is_word"
    message = _("“%(barcode)s” means something at the desk. A copy cannot be called so.")
    field = "barcode"


class BarcodeOfMember(Conflict):
    code = "barcode_of_member"
    message = _("%(barcode)s is the number of a member's card. A copy cannot have it.")
    field = "barcode"


class HeadingTaken(Conflict):
    code = "heading_taken"
    message = _("There is already an entry called “%(heading)s”.")


class UnknownHeading(NotFound):
    code = "unknown_heading"
    message = _("There is no such name or heading in the catalogue.")
    field = "other"


class HeadingChanged(StalePrecondition):
    code = "heading_changed"
    message = _("Books with this name are being changed at this moment. Please try again.")


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


class UnknownSearch(NotFound):
    code = "unknown_search"
    message = _("You have no such saved search.")


class SearchNameTaken(Conflict):
    code = "search_name_taken"
    message = _("You have already saved a search called “%(name)s”.")
    field = "name"


class TooManySearches(Conflict):
    code = "too_many_searches"
    message = _("You have saved %(most)s searches, which is the most. Delete one first.")


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


class NotAcquiredThen(Invalid):
    code = "not_acquired_then"
    message = _("No copy is acquired on %(day)s: choose a day from 1400 to a year from today.")
    field = "acquired_on"


class NothingToChange(Invalid):
    code = "nothing_to_change"
    message = _("Nothing was chosen to change.")


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


class SearchTooLong(Unavailable):
    code = "search_too_long"
    message = _("This search takes too long. Please add a word to it, or take a filter away.")


class UnknownImport(NotFound):
    code = "unknown_import"
    message = _("There is no such import.")


class UnknownProfile(Invalid):
    code = "unknown_profile"
    message = _("There is no import profile “%(profile)s” for files of this kind.")
    field = "profile"


class ProfileDoesNotFit(Invalid):
    code = "profile_does_not_fit"
    message = _(
        "This file cannot be read as “%(profile)s”. %(reason)s Say what each column is, and keep "
        "that."
    )
    field = "profile"


class ProfileTaken(Conflict):
    code = "profile_taken"
    message = _("“%(profile)s” is a way of reading files of another kind. Choose another name.")
    field = "keep_as"


class ImportTooLarge(Invalid):
    code = "import_too_large"
    message = _("This file is larger than the %(most)s MB that can be uploaded. Split it first.")
    field = "file"


class ImportUnreadable(Invalid):
    code = "import_unreadable"
    message = _("This file cannot be imported. %(reason)s")
    field = "file"


class ImportNotReady(Conflict):
    code = "import_not_ready"
    message = _("This cannot be done with an import that is %(stage)s.")


class NothingToUndo(Conflict):
    code = "nothing_to_undo"
    message = _("This import has left nothing in the catalogue that could be taken back.")


class BarcodesRefused(Conflict):
    code = "barcodes_refused"
    message = _("No copy was added. %(reasons)s")
    field = "barcodes"


class NoBarcodeRange(Invalid):
    code = "no_barcode_range"
    message = _("From %(first)s to %(last)s is not a run of barcodes of at most %(most)s labels.")
    field = "last_barcode"


class NothingChosen(Invalid):
    code = "nothing_chosen"
    message = _("No copy was chosen.")


class TooManyChosen(Invalid):
    code = "too_many_chosen"
    message = _("That is too many at once: at most %(most)s.")


class CopyNotWithdrawn(Conflict):
    code = "copy_not_withdrawn"
    message = _("The copy %(barcode)s has not been withdrawn.")


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


class CopyHasHistory(Conflict):
    code = "copy_has_history"
    message = _("The copy %(barcode)s has been lent, held or counted before. Withdraw it instead.")


class UnknownLabelSheet(Invalid):
    code = "unknown_label_sheet"
    message = _("There is no label sheet “%(sheet)s”.")
    field = "sheet"


class LabelTooSmall(Conflict):
    code = "label_too_small"
    message = _("The barcode %(barcode)s is too long to be read from a label of this size.")
    field = "sheet"


class UnknownStocktake(NotFound):
    code = "unknown_stocktake"
    message = _("There is no such stocktake.")


class StocktakeClosed(Conflict):
    code = "stocktake_closed"
    message = _("This stocktake is closed. Open a new one to go on counting.")


class UnknownScan(NotFound):
    code = "unknown_scan"
    message = _("This scan is not counted, or has been taken back already.")


class NoScanToUndo(Conflict):
    code = "no_scan_to_undo"
    message = _("You have counted nothing here that could be taken back.")


class ScanOfOther(NotAllowed):
    code = "scan_of_other"
    message = _("Someone else scanned this. A librarian can take it back.")


class UnreadableScan(Invalid):
    code = "unreadable_scan"
    message = _("This is not a barcode: “%(scan)s”.")
    field = "scan"
