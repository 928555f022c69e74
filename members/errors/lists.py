"""Refusals about lists of members: imports of them, and the yearly roll-over."""

from django.utils.translation import gettext_lazy as _

from core.errors import Conflict, Invalid, NotFound


class UnknownImport(NotFound):
    code = "unknown_member_import"
    message = _("There is no such import.")


class UnknownProfile(Invalid):
    code = "unknown_member_import_profile"
    message = _("There is no profile “%(profile)s” for lists of members.")
    field = "profile"


class ImportTooLarge(Invalid):
    code = "member_import_too_large"
    message = _("This file is larger than the %(most)s MB that can be uploaded. Split it first.")
    field = "file"


class ImportUnreadable(Invalid):
    code = "member_import_unreadable"
    message = _("This file cannot be imported. %(reason)s")
    field = "file"


class ImportNotReady(Conflict):
    code = "member_import_not_ready"
    message = _("This cannot be done with an import that is %(stage)s.")


class NothingToUndo(Conflict):
    code = "member_import_nothing_to_undo"
    message = _("This import has left nothing that could be taken back.")


class NoNameColumn(Invalid):
    code = "no_name_column"
    message = _("Say which column holds the name.")


class NoCategoryYet(Conflict):
    code = "no_member_category"
    message = _("The library has no category of members yet. Add one first.")


class UnknownRollOver(NotFound):
    code = "unknown_roll_over"
    message = _("There is no such roll-over.")


class RollOverUndone(Conflict):
    code = "roll_over_undone"
    message = _("This roll-over has been undone already.")


class RollOverChanged(Conflict):
    code = "roll_over_changed"
    message = _("Somebody was changed since this was shown. Please look again.")


class NobodyToRollOver(Conflict):
    code = "nobody_to_roll_over"
    message = _("Nobody is in the classes chosen.")
