"""What happens to loans and holds, as notices for the members whose they are.

Each is noted in the transaction of the deed; who is written to in the end, and how, is for
``members.services.notices`` to say.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.utils import translation

from catalog.models import Copy
from core import clock, money
from core.errors import LibraryError
from loans.domain import notices as steps
from loans.domain.notices import Plan, Reached
from loans.models import AccountLine, Hold, HoldState, Loan
from loans.services.by import By
from members.models import Member, Notice, Reason
from members.services import notice_rules, notices
from members.services.notice_rules import Book
from members.services.notices import Cause

_WORTH: Final = timedelta(days=14)
"""For so long it is worth telling that something has happened."""
_OF_LOANS: Final = frozenset({steps.SOON, steps.TODAY, *steps.LATE, "renewed", "not_renewed"})
_OF_SHELF: Final = frozenset({"hold_ready", "hold_reminder"})


def plan(book: Book) -> Plan:
    """When the rules have members told of their loans."""
    off = {code for code, rule in book.rules.items() if not rule.is_on}
    return Plan(book.days(steps.SOON), [book.days(code) for code in steps.LATE], off)


def of_loan(
    loan: Loan,
    come: Reached,
    known: Collection[tuple[UUID, str, date]],
    *,
    book: Book,
    now: datetime,
) -> None:
    """Have the member of an open loan told of its last step, and note of those before, which nobody
    was told of, why not.
    """
    if loan.member_id is None:
        return
    causes = []
    for step in come.steps:
        if (loan.pk, step.event, loan.due_on) in known:
            continue
        is_over = step.event not in steps.LATE
        causes.append(
            Cause(
                member_id=loan.member_id,
                event=step.event,
                subject=loan.pk,
                on=loan.due_on,
                arose_on=step.on,
                facts={**_loan(loan), "days": (loan.due_on - step.on).days or step.days},
                good_until=loan.due_on if is_over else None,
                reason=_passed_over(step, come, book),
            )
        )
    notices.tell(*causes, now=now, book=book)


def renewed(loan: Loan, now: datetime) -> None:
    """A loan was renewed by itself."""
    _of_one_loan("renewed", loan, {}, now)


def not_renewed(loan: Loan, refusal: LibraryError, member: Member, now: datetime) -> None:
    """A loan could not be renewed by itself: why, in the member's language."""
    with translation.override(member.user.language if member.user else settings.LANGUAGE_CODE):
        _of_one_loan("not_renewed", loan, {"why": str(refusal)}, now)


def lost(loan: Loan, amount: int, now: datetime) -> None:
    """A loan counts as lost, and ``amount`` was charged for it."""
    if amount:
        _of_one_loan("lost_bill", loan, {"amount": money.words(amount)}, now)


def paid(line: AccountLine, now: datetime) -> None:
    """Money was taken from a member."""
    if line.member_id is None:
        return
    on = clock.day(now)
    where = line.branch.name if line.branch else ""
    facts = {"amount": money.words(-line.amount), "number": line.receipt, "branch": where}
    notices.tell(Cause(line.member_id, "receipt", line.pk, on, on, facts, on + _WORTH), now=now)


def hold_ready(hold: Hold, copy: Copy, now: datetime) -> None:
    """``copy`` stands on the hold shelf for someone."""
    if hold.member_id is None or hold.expires_on is None:
        return
    today, until = now.astimezone(hold.pickup_branch.zone).date(), hold.expires_on
    facts = _hold(hold, copy.book.title)
    notices.tell(Cause(hold.member_id, "hold_ready", hold.pk, today, today, facts, until), now=now)


def hold_ended(hold: Hold, state: HoldState, *, by: By) -> None:
    """A hold ended without a loan. Who cancels their own needs not be told."""
    member = hold.member
    if member is None or (by.actor is not None and by.actor.pk == member.user_id):
        return
    event = "hold_expired" if state == HoldState.EXPIRED else "hold_cancelled"
    today = by.now.astimezone(hold.pickup_branch.zone).date()
    facts = {"title": hold.book.title, "branch": hold.pickup_branch.name}
    cause = Cause(member.pk, event, hold.pk, today, today, facts, today + _WORTH)
    notices.tell(cause, now=by.now)


def shelved(now: datetime) -> list[UUID]:
    """The holds whose last days on the shelf have begun and whose members have not been told."""
    days = notice_rules.book(now).days("hold_reminder")
    last = now.date() + timedelta(days=days + 1)
    shelf = Hold.objects.on_shelf().filter(expires_on__lte=last)
    rows = shelf.select_related("book", "pickup_branch")
    told = set(
        Notice.objects.filter(
            event="hold_reminder", subject__in=shelf.order_by().values("pk")
        ).values_list("subject", "on")
    )
    return [
        hold.pk
        for hold in rows.order_by("id")
        if _reminder(hold, days, now) and (hold.pk, hold.expires_on) not in told
    ]


def remind(hold_ids: Sequence[UUID], *, now: datetime) -> int:
    """Have the members of these holds told how long their copies still wait; how many."""
    book = notice_rules.book(now)
    rows = Hold.objects.on_shelf().filter(pk__in=hold_ids).select_related("book", "pickup_branch")
    causes = [each for hold in rows if (each := _reminder(hold, book.days("hold_reminder"), now))]
    notices.tell(*causes, now=now, book=book)
    return len(causes)


def settled(event: str, rows: Sequence[Notice]) -> set[UUID]:
    """Which of these notices are settled by now: the loan came back or has another due date, or the
    hold waits no more. For ``members.services.notices.SETTLED``.
    """
    subjects = [row.subject for row in rows]
    if event in _OF_LOANS:
        loans = Loan.objects.in_use().filter(pk__in=subjects).select_related("branch")
        true = {loan.pk: loan.due_on for loan in loans}
        return {row.pk for row in rows if true.get(row.subject) != row.on}
    if event in _OF_SHELF:
        waiting = set(Hold.objects.on_shelf().filter(pk__in=subjects).values_list("pk", flat=True))
        return {row.pk for row in rows if row.subject not in waiting}
    return set()


def example(member: Member) -> Mapping[str, Any]:
    """Facts of one of the member's own loans, to show a text with."""
    rows = Loan.objects.of_member(member.pk).select_related("copy__book", "branch")
    loan = rows.order_by("returned_at", "due_at").first()
    return {**_loan(loan), "until": loan.due_on.isoformat()} if loan else {}


def _passed_over(step: steps.Step, come: Reached, book: Book) -> str:
    if step == come.last or not book.rules[step.event].is_on:
        return ""
    return Reason.OVERTAKEN if come.last and come.last.on >= step.on else Reason.STALE


def _of_one_loan(event: str, loan: Loan, more: Mapping[str, Any], now: datetime) -> None:
    if loan.member_id is None:
        return
    today = now.astimezone(loan.branch.zone).date()
    facts = {**_loan(loan), **more}
    cause = Cause(loan.member_id, event, loan.pk, loan.due_on, today, facts, today + _WORTH)
    notices.tell(cause, now=now)


def _reminder(hold: Hold, days: int, now: datetime) -> Cause | None:
    """The cause that a hold on the shelf gives, once its last days have begun."""
    if hold.member_id is None or hold.expires_on is None or hold.waiting_since is None:
        return None
    zone = hold.pickup_branch.zone
    today, begins = now.astimezone(zone).date(), hold.expires_on - timedelta(days=days)
    is_new = hold.waiting_since.astimezone(zone).date() == today
    if is_new or not begins <= today <= hold.expires_on:
        return None
    facts, until = _hold(hold, hold.book.title), hold.expires_on
    return Cause(hold.member_id, "hold_reminder", hold.pk, until, begins, facts, until)


def _loan(loan: Loan) -> dict[str, Any]:
    return {
        "title": loan.copy.book.title,
        "due_on": loan.due_on.isoformat(),
        "branch": loan.branch.name,
    }


def _hold(hold: Hold, title: str) -> dict[str, Any]:
    until = hold.expires_on.isoformat() if hold.expires_on else ""
    return {"title": title, "until": until, "branch": hold.pickup_branch.name}
