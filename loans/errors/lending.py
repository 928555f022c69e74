"""Refusals of lending, renewing and taking back."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.errors import Conflict, NotAllowed, NotFound, StalePrecondition


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
    message = _("This copy is marked as lost. The staff can take it in as found.")


class RenewalLimitReached(Conflict):
    code = "renewal_limit_reached"
    message = _("It has been renewed %(count)s times; the policy “%(policy)s” allows %(limit)s.")


class DueDateWouldNotMove(Conflict):
    code = "due_date_would_not_move"
    message = _("Renewing it now would not give more time: it is due on %(due_on)s already.")


class AlreadyOnLoanToMember(Conflict):
    code = "already_on_loan_to_member"
    message = _("The member has this on loan already. It can be renewed.")


class CopyDamaged(Conflict):
    code = "copy_damaged"
    message = _("This copy is marked as damaged. Please take it to the desk.")


class SameBookOnLoan(Conflict):
    code = "same_book_on_loan"
    message = _("You have another copy of this book already. Please ask at the desk.")


class ConfirmationNeeded(StalePrecondition):
    code = "confirmation_needed"
    message = _("Something has to be confirmed before this can be done.")


class DebtLimitReached(Conflict):
    code = "debt_limit_reached"
    message = _("The member owes %(debt)s; the policy “%(policy)s” allows %(debt_limit)s.")


class OverdueLoans(Conflict):
    code = "overdue_loans"
    message = _(
        "Overdue loans of the member: %(overdue)s; the policy “%(policy)s” stops at "
        "%(overdue_limit)s."
    )


class NoBranch(Conflict):
    code = "no_branch"
    message = _("No branch is in use. An administrator has to open one first.")


class NightRunning(Conflict):
    code = "night_running"
    message = _("The night's work is being done already by another run.")
