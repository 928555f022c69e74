"""Every refusal of this context."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.errors import Conflict, Invalid, NotAllowed, NotFound, StalePrecondition


class UnknownLoan(NotFound):
    code = "unknown_loan"
    message = _("There is no such loan.")


class NotYourAccount(NotAllowed):
    code = "not_your_account"
    message = _("You can only borrow, renew and return for yourself.")


class EmailNotVerified(NotAllowed):
    code = "email_not_verified"
    message = _("Please verify your e-mail address first: open the link that we have sent you.")


class SelfCheckoutOff(NotAllowed):
    code = "self_checkout_off"
    message = _("This cannot be borrowed by oneself. Please take it to the desk.")


class MemberExpired(Conflict):
    code = "member_expired"
    message = _("The membership ended on %(expires_on)s.")


class MemberBlocked(Conflict):
    code = "member_blocked"
    message = _("The member is blocked: %(reason)s.")


class CopyOnOrder(Conflict):
    code = "copy_on_order"
    message = _("This copy is on order and has not arrived yet.")


class ReferenceOnly(Conflict):
    code = "reference_only"
    message = _("This copy is for use in the library only.")


class CopyOnLoan(Conflict):
    code = "copy_on_loan"
    message = _("This copy is on loan to someone else.")


class NoCopyFree(Conflict):
    code = "no_copy_free"
    message = _("No copy of this book is free just now.")


class LoanLimitReached(Conflict):
    code = "loan_limit_reached"
    message = _("The member has %(count)s loans; the policy “%(policy)s” allows %(limit)s.")

    def __str__(self) -> str:
        if self.data and self.data["limit"] == 0:
            return gettext("The policy “%(policy)s” lends nothing.") % self.data
        return super().__str__()


class AgeRestricted(Conflict):
    code = "age_restricted"
    message = _("The policy “%(policy)s” lends this from the age of %(min_age)s.")


class TermIsOver(Conflict):
    code = "term_is_over"
    message = _(
        "The policy “%(policy)s” lends until %(term_on)s, which is past. An administrator has to "
        "mend it."
    )


class TooSoon(Conflict):
    code = "too_soon"
    message = _("It can be renewed from %(soonest_on)s.")


class AlreadyReturned(Conflict):
    code = "already_returned"
    message = _("This loan has been returned already.")


class NotOnLoan(Conflict):
    code = "not_on_loan"
    message = _("This copy is not on loan.")


class CopyLost(Conflict):
    code = "copy_lost"
    message = _("This copy is marked as lost. Please ask at the desk.")


class RenewalLimitReached(Conflict):
    code = "renewal_limit_reached"
    message = _("It has been renewed %(count)s times; the policy “%(policy)s” allows %(limit)s.")


class DueDateWouldNotMove(Conflict):
    code = "due_date_would_not_move"
    message = _("Renewing it now would not give more time: it is due on %(due_on)s already.")


class AlreadyOnLoanToMember(Conflict):
    code = "already_on_loan_to_member"
    message = _("You have this copy already. You can renew it.")


class CopyDamaged(Conflict):
    code = "copy_damaged"
    message = _("This copy is marked as damaged. Please take it to the desk.")


class SameBookOnLoan(Conflict):
    code = "same_book_on_loan"
    message = _("You have another copy of this book already. Please ask at the desk.")


class ConfirmationNeeded(StalePrecondition):
    code = "confirmation_needed"
    message = _("Something has to be confirmed before this can be done.")


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


class DebtLimitReached(Conflict):
    code = "debt_limit_reached"
    message = _("The member owes %(debt)s; the policy “%(policy)s” allows %(debt_limit)s.")


class OverdueLoans(Conflict):
    code = "overdue_loans"
    message = _(
        "Overdue loans of the member: %(overdue)s; the policy “%(policy)s” stops at "
        "%(overdue_limit)s."
    )


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
    message = _("%(owed)s is still owed for it, which has to be paid or waived first.")


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


class NoBranch(Conflict):
    code = "no_branch"
    message = _("No branch is in use. An administrator has to open one first.")


class NightRunning(Conflict):
    code = "night_running"
    message = _("The night's work is being done already by another run.")
