"""Refusals about policies and calendars."""

from django.utils.translation import gettext_lazy as _

from core.errors import Conflict, Invalid, NotFound, StalePrecondition


class UnknownCategory(Invalid):
    code = "unknown_category"
    message = _("There is no category of members “%(member_category)s”.")
    field = "member_category"


class UnknownPolicy(NotFound):
    code = "unknown_policy"
    message = _("There is no such policy.")


class PolicyIsDefault(Conflict):
    code = "policy_is_default"
    message = _(
        "The default policy is for everything and for ever: it cannot be deleted, narrowed or "
        "dated, since something must always apply."
    )


class PolicyThere(Conflict):
    code = "policy_there"
    message = _(
        "There is a policy for the same branch, category and type from the same day already: "
        "“%(name)s”."
    )


class PolicyChanged(StalePrecondition):
    code = "policy_changed"
    message = _("Someone else has changed this policy since you saw it. Please look again.")


class FixedDateIsPast(Invalid):
    code = "fixed_date_is_past"
    message = _("By this date the policy could never lend anything: it is past when it begins.")
    field = "term_on"


class FixedDateMissing(Invalid):
    code = "fixed_date_missing"
    message = _("How the fixed date binds, and the date itself, go together.")
    field = "term_on"


class RangeEndsFirst(Invalid):
    code = "range_ends_first"
    message = _("The last day cannot be before the first.")
    field = "last"


class NoSuchDay(Invalid):
    code = "no_such_day"
    message = _("No year has this day.")
    field = "day"


class EndsBeforeItBegins(Invalid):
    code = "ends_before_it_begins"
    message = _("It cannot end before it takes effect.")
    field = "valid_until"


class NeverOpen(Conflict):
    code = "never_open"
    message = _(
        "With this, %(branch)s would not be open on any day of the coming year, and nothing could "
        "be lent."
    )


class DayThere(Conflict):
    code = "day_there"
    message = _("%(day)s is in the calendar already: “%(name)s”.")


class DayUnknown(NotFound):
    code = "day_unknown"
    message = _("This day is not in the calendar.")


class TooManyDays(Invalid):
    code = "too_many_days"
    message = _("At most %(most)s days at a time.")
    field = "last"


class NoOpenDay(Conflict):
    code = "no_open_day"
    message = _(
        "%(branch)s has no open day within a year. An administrator has to mend its calendar."
    )
