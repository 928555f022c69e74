"""Refusals about undoing what was done, and about overriding a rule."""

from django.utils.translation import gettext_lazy as _

from core.errors import Conflict, Invalid, NotAllowed, NotFound


class UnknownDeed(NotFound):
    code = "unknown_deed"
    message = _("There is no such deed of a desk.")


class AlreadyUndone(Conflict):
    code = "already_undone"
    message = _("This has been undone already.")


class LaterDeed(Conflict):
    code = "later_deed"
    message = _("It cannot be undone because of what came later: %(later)s (%(at)s).")


class ChangedSince(Conflict):
    code = "changed_since"
    message = _("It cannot be undone: something that it changed has changed again since.")


class DeedOfOther(NotAllowed):
    code = "deed_of_other"
    message = _("Someone else did this. A librarian can undo it.")


class OverrideNotAllowed(NotAllowed):
    code = "override_not_allowed"
    message = _("You may not override this: %(blocker)s")


class CommentNeeded(Invalid):
    code = "comment_needed"
    message = _("Say in a few words why the rule is overridden.")
    field = "overrides"


class DueDateNeeded(Invalid):
    code = "due_date_needed"
    message = _("Say until when it is lent: the day has to be today or later.")
    field = "due_on"


class DueDateTooFar(Invalid):
    code = "due_date_too_far"
    message = _("Nothing is lent for longer than ten years.")
    field = "due_on"


class DueDateNotAsked(Invalid):
    code = "due_date_not_asked"
    message = _("The policy says until when it is lent: no day can be named for it.")
    field = "due_on"
