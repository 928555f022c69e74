"""Refusals about holds, hold shelves and transfers."""

from django.utils.translation import gettext_lazy as _

from core.errors import Conflict, Invalid, NotFound


class UnknownHold(NotFound):
    code = "unknown_hold"
    message = _("There is no such hold.")


class HoldEnded(Conflict):
    code = "hold_ended"
    message = _("This hold has ended already.")


class HoldIsSetAside(Conflict):
    code = "hold_is_set_aside"
    message = _("A copy has been set aside for this hold already; it is not in the queue any more.")


class DayIsPast(Invalid):
    code = "day_is_past"
    message = _("This day is not in the future.")
    field = "until"


class HoldChanged(Conflict):
    code = "hold_changed"
    message = _("This hold was changed at the same moment. Please look at it again.")


class HoldLimitReached(Conflict):
    code = "hold_limit_reached"
    message = _("The member has %(holds)s holds; the policy “%(policy)s” allows %(hold_limit)s.")


class AlreadyOnHold(Conflict):
    code = "already_on_hold"
    message = _("There is a hold on it for this member already.")


class NoHoldableCopy(Conflict):
    code = "no_holdable_copy"
    message = _("The library has no copy of it that could be lent.")


class HeldForOther(Conflict):
    code = "held_for_other"
    message = _("Other members are waiting for it.")


class CopyNotHere(Conflict):
    code = "copy_not_here"
    message = _("This copy is not on a shelf of ours: it is on loan, or has been withdrawn.")


class HasHoldsOnShelf(Conflict):
    code = "has_holds_on_shelf"
    message = _("Something has been set aside for the member. Not picked up yet: %(count)s.")
