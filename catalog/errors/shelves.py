"""Refusals about labels and stocktakes."""

from django.utils.translation import gettext_lazy as _

from core.errors import Conflict, Invalid, NotAllowed, NotFound


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
