"""Refusals about notices."""

from django.utils.translation import gettext_lazy as _

from core.errors import Conflict, Invalid, NotFound


class UnknownEvent(NotFound):
    code = "unknown_event"
    message = _("There are no notices of the kind %(event)s.")


class RemindersOutOfOrder(Invalid):
    code = "reminders_out_of_order"
    message = _("Reminders have to come one after the other, not on these days: %(days)s.")
    field = "days"


class UnknownPlaceholder(Invalid):
    code = "unknown_placeholder"
    message = _("Nothing fills in %(place)s here. What can be filled in: %(allowed)s.")


class UnknownLanguage(Invalid):
    code = "unknown_language"
    message = _("Notices are not written in the language %(language)s.")


class NotOptional(Conflict):
    code = "notice_not_optional"
    message = _("Notices of the kind %(event)s go to everybody.")


class UnsubscribeLink(NotFound):
    code = "unsubscribe_link"
    message = _("This link is not valid. You can choose your notices on your own page.")
