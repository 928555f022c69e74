"""Refusals about accounts, and about loans that go wrong."""

from django.utils.translation import gettext_lazy as _

from core.errors import Conflict, Invalid, NotFound, StalePrecondition


class UnknownLine(NotFound):
    code = "unknown_line"
    message = _("There is no such entry in the account.")


class UnknownReceipt(NotFound):
    code = "unknown_receipt"
    message = _("There is no receipt with this number.")


class AmountNotPositive(Invalid):
    code = "amount_not_positive"
    message = _("The amount must be more than nothing.")
    field = "amount"


class MoreThanOwed(Conflict):
    code = "more_than_owed"
    message = _("No more than %(owed)s is owed.")
    field = "amount"


class MoreThanCredit(Conflict):
    code = "more_than_credit"
    message = _("No more than %(credit)s can be paid out: that is all the account holds.")
    field = "amount"


class AlreadyReversed(Conflict):
    code = "already_reversed"
    message = _("This entry has been reversed already.")


class StillGrowing(Conflict):
    code = "still_growing"
    message = _("This fine still grows, since the book is not back. It can be waived.")


class HasDebt(Conflict):
    code = "has_debt"
    message = _("The member owes %(owed)s, which has to be paid or waived first.")


class HasCredit(Conflict):
    code = "has_credit"
    message = _("The member has %(credit)s to their credit, which has to be paid out first.")


class AlreadyLost(Conflict):
    code = "already_lost"
    message = _("This loan counts as lost already.")


class NotLost(Conflict):
    code = "not_lost"
    message = _("This loan does not count as lost.")


class NotSettled(Conflict):
    code = "not_settled"
    message = _("There is still %(owed)s owed for it, which has to be paid or waived first.")


class ClaimedReturned(Conflict):
    code = "claimed_returned"
    message = _("The member says that this has been returned. The claim has to be resolved first.")


class NotClaimed(Conflict):
    code = "not_claimed"
    message = _("Nobody has said that this was returned.")


class ClaimNeedsResolution(StalePrecondition):
    code = "claim_needs_resolution"
    message = _(
        "The member had said that this was returned. Was it found in the library, or did the "
        "member bring it now?"
    )
