"""Refusals about imports."""

from django.utils.translation import gettext_lazy as _

from core.errors import Conflict, Invalid, NotFound


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
