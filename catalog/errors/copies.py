"""Refusals about copies and their places, one or many."""

from django.utils.translation import gettext_lazy as _

from core.errors import Conflict, Invalid, NotFound, StalePrecondition


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


class CopyChanged(StalePrecondition):
    code = "copy_changed"
    message = _("Someone else has changed this copy since you opened it. Please look at it again.")


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


class CopyHasHistory(Conflict):
    code = "copy_has_history"
    message = _("The copy %(barcode)s has been lent, held or counted before. Withdraw it instead.")
