"""Refusals about contributors and subjects."""

from django.utils.translation import gettext_lazy as _

from core.errors import Conflict, NotFound, StalePrecondition


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
