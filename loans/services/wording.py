"""What is said about findings, due dates and returned copies: the sentences behind the codes."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.errors import CopyWithdrawn
from catalog.models import Copy
from core import days
from core.errors import LibraryError
from loans import errors
from loans.domain import due_dates
from loans.domain.checkout import Finding, Kind
from loans.domain.overrides import OVERRIDES
from loans.domain.returns import Next
from loans.models import Hold
from loans.services.places import Place

Told = list[dict[str, Any]]
day: Final = days.words

REFUSALS: Final[Mapping[str, type[LibraryError]]] = {
    refusal.code: refusal
    for refusal in (
        errors.EmailNotVerified,
        errors.MemberExpired,
        errors.MemberBlocked,
        CopyWithdrawn,
        errors.CopyOnOrder,
        errors.CopyOnLoan,
        errors.ReferenceOnly,
        errors.SelfCheckoutOff,
        errors.AgeRestricted,
        errors.TermIsOver,
        errors.LoanLimitReached,
        errors.AlreadyOnLoanToMember,
        errors.CopyLost,
        errors.CopyDamaged,
        errors.SameBookOnLoan,
        errors.NotOnLoan,
        errors.RenewalLimitReached,
        errors.TooSoon,
        errors.DueDateWouldNotMove,
        errors.DebtLimitReached,
        errors.OverdueLoans,
        errors.ClaimedReturned,
        errors.AlreadyOnHold,
        errors.HoldLimitReached,
        errors.NoHoldableCopy,
        errors.HeldForOther,
    )
}
_QUESTIONS: Final[Mapping[str, Callable[[], str]]] = {
    "already_on_loan_to_member": lambda: _("The member has this copy already. Renew it?"),
    "copy_lost": lambda: _("This copy was marked as lost. It is found again, then?"),
    "copy_damaged": lambda: _("This copy is marked as damaged. Lend it all the same?"),
    "same_book_on_loan": lambda: _("The member has another copy of this book. Lend this one too?"),
    "borrowed_before": lambda: _("The member has had this book before. Lend it again?"),
    "parts_to_count": lambda: _("Count the parts: %(parts)s. Are they all there?"),
}


def finding(found: Finding, data: Mapping[str, Any], *, for_staff: bool = False) -> dict[str, Any]:
    """What was found, as code, kind and sentence; ``for_staff``, whether it can be overridden
    before a checkout, with which permission, and what has to be given for it.
    """
    lifts = for_staff and found.kind is Kind.BLOCKER and OVERRIDES.get(found.code)
    return {
        "code": found.code,
        "kind": str(found.kind),
        "message": _sentence(found, data),
        "overridable": bool(lifts),
        "permission": lifts.permission if lifts else None,
        "needs": list(lifts.needs) if lifts else [],
    }


def refusal(codes: Sequence[str], data: Mapping[str, Any]) -> LibraryError:
    """The first of ``codes`` as the refusal; it carries them all as findings."""
    told = [finding(Finding(code, Kind.BLOCKER), data) for code in codes]
    return REFUSALS[codes[0]](**data).having(told)


def explained(steps: Sequence[due_dates.Step]) -> list[str]:
    """The steps to a due date, for the person who asks why."""
    sentences: dict[str, Callable[[due_dates.Step], str]] = {
        "loan_days": lambda step: ngettext(
            "%(days)s day → %(day)s", "%(days)s days → %(day)s", step.days
        ),
        "open_days": lambda step: ngettext(
            "%(days)s open day → %(day)s", "%(days)s open days → %(day)s", step.days
        ),
        "from_due_date": lambda _step: _("counted from the old due date, %(day)s"),
        "moved_off_closed_day": lambda _step: _("the calendar changed: closed (%(why)s) → %(day)s"),
        "closed": lambda _step: _("closed (%(why)s) → %(day)s"),
        "closed_same_weekday": lambda _step: _("closed (%(why)s), same weekday → %(day)s"),
        "term_exact": lambda _step: _("fixed date → %(day)s"),
        "set_by_hand": lambda _step: _("set by hand → %(day)s"),
        "term_not_after": lambda _step: _("end of the term → %(day)s"),
        "term_not_before": lambda _step: _("not before the term → %(day)s"),
        "membership_ends": lambda _step: _("the membership ends → %(day)s"),
        "closed_before_end": lambda _step: _("closed (%(why)s), last open day → %(day)s"),
    }
    told, before = [], None
    for step in steps:
        why = step.closure or (date_format(before, "l") if before else "")
        facts = {"days": step.days, "day": day(step.day), "why": why}
        told.append(sentences[step.reason](step) % facts)
        before = step.day
    return told


def returned(codes: Sequence[str], *, days_late: int, copy: Copy, place: Place) -> Told:
    """What a copy that came back has to tell."""
    sentences: dict[str, Callable[[], str]] = {
        "not_on_loan": lambda: _("It was not on loan."),
        "arrived": lambda: _("It has arrived from %(branch)s.") % {"branch": place.came_from},
        "wrong_arrival": lambda: _("It was on its way to %(branch)s.") % {"branch": place.was_for},
        "returned_late": lambda: (
            ngettext("It is %(days)s day late.", "It is %(days)s days late.", days_late)
            % {"days": days_late}
        ),
        "found_again": lambda: _("It was marked as lost or missing, and is found again."),
        "copy_damaged": lambda: _("It is marked as damaged."),
        "copy_withdrawn": lambda: _("It has been withdrawn from the library."),
        "parts_to_count": lambda: _("Count the parts: %(parts)s.") % {"parts": copy.parts},
        "other_branch": lambda: _("It belongs to %(branch)s.") % {"branch": copy.branch},
    }
    return [{"code": code, "kind": "warning", "message": sentences[code]()} for code in codes]


def next_step(what: Next, copy: Copy, place: Place) -> str:
    """What to do with the book in the hand."""
    shelf = " · ".join(filter(None, [copy.shelf_location, copy.call_number]))
    if what is Next.ASK_LIBRARIAN:
        return _("Lay it aside for a librarian.")
    if what is Next.HOLD_SHELF and place.hold and place.hold.expires_on:
        said = _("Put it on the hold shelf for %(member)s until %(day)s.")
        return said % {"member": place.hold.member, "day": day(place.hold.expires_on)}
    if what is Next.SEND_TO_BRANCH and place.hold:
        said = _("Send it to %(branch)s, where %(member)s waits for it.")
        return said % {"branch": place.to_branch, "member": place.hold.member}
    if what is Next.SEND_TO_BRANCH:
        return _("Send it to %(branch)s.") % {"branch": place.to_branch}
    if shelf:
        return _("Put it back on the shelf: %(place)s.") % {"place": shelf}
    return _("Put it back on the shelf.")


def released(copy: Copy, hold: Hold, place: Place | None) -> dict[str, Any]:
    """A copy that was set aside for ``hold`` and is not needed for it: where it is, and what to do
    with it, unless it is still on its way.
    """
    said = _("The copy %(barcode)s (%(branch)s) was set aside for the member and is not needed.")
    message = said % {"barcode": copy.barcode, "branch": hold.pickup_branch}
    if place:
        what = Next.HOLD_SHELF if place.hold else Next.RESHELVE
        what = Next.SEND_TO_BRANCH if place.to_branch else what
        message += " " + next_step(what, copy, place)
    return {"code": "other_copy_released", "kind": "warning", "message": message}


def _sentence(found: Finding, data: Mapping[str, Any]) -> str:
    if found.kind is Kind.BLOCKER:
        return str(REFUSALS[found.code](**data))
    if found.code == "overdue_loans":
        count = data["overdue"]
        said = ngettext(
            "The member has %(count)s overdue loan.",
            "The member has %(count)s overdue loans.",
            count,
        )
        return said % {"count": count}
    return _QUESTIONS[found.code]() % data
