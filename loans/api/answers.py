"""From what a deed came to, to what the API says of it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from catalog.models import Copy
from core.errors import LibraryError
from loans import errors
from loans.domain import due_dates
from loans.domain.due_dates import Step
from loans.models import Hold, Loan
from loans.selectors import holds_seen, records
from loans.selectors.desk import Borrower
from loans.services import terms, wording
from loans.services.checkout import Availability, Lent
from loans.services.renewals import Outcome, Renewed
from loans.services.returns import TakenBack


def loan(found: Loan, now: datetime) -> dict[str, Any]:
    """A loan, and how its due date came about."""
    why = due_dates.remembered(found.due_steps)
    return records.shown(found, now=now) | {"steps": steps(why)}


def lent(done: Lent, now: datetime) -> dict[str, Any]:
    """A loan that was made or, as the copy was with the member already, made longer."""
    told: dict[str, Any] = {"findings": done.findings, "renewed": done.renewed}
    told["filled_hold_id"] = done.filled.pk if done.filled else None
    told["deed_id"] = done.deed
    return loan(done.loan, now) | told


def lent_at_desk(done: Lent, now: datetime) -> dict[str, Any]:
    """The same for the staff, with what they have noted of the copy."""
    return lent(done, now) | {"copy_note": done.loan.copy.desk_note}


def renewed(done: Renewed, now: datetime) -> dict[str, Any]:
    """A loan with its new due date."""
    return loan(done.loan, now) | {"deed_id": done.deed}


def outcome(each: Outcome, now: datetime) -> dict[str, Any]:
    """One of many renewals."""
    refusal = each.refusal
    return {
        "loan": loan(each.loan, now),
        "renewed": refusal is None,
        "deed_id": each.deed,
        "steps": steps(each.steps),
        "refusal": refusal
        and {
            "code": refusal.code,
            "message": str(refusal),
            "findings": list(refusal.findings),
            **refusal.extra,
        },
    }


def returned(done: TakenBack, now: datetime) -> dict[str, Any]:
    """A loan that has ended."""
    return (loan(done.loan, now) if done.loan else {}) | _after(done)


def taken_back(done: TakenBack, now: datetime) -> dict[str, Any]:
    """A copy that lies on the desk, on loan until now or not."""
    return {
        "copy_id": done.copy.pk,
        "copy_barcode": done.copy.barcode,
        "copy_note": done.copy.desk_note,
        "book_id": done.copy.book_id,
        "title": done.copy.book.title,
        "loan": loan(done.loan, now) if done.loan else None,
    } | _after(done)


def availability(seen: Availability) -> dict[str, Any]:
    """What would happen."""
    return {
        "findings": seen.situation.findings,
        "confirmation_token": seen.confirmation_token or None,
        "due_at": seen.situation.due.at,
        "due_on": seen.situation.due.on,
        "steps": steps(seen.situation.due.steps),
        "policy": seen.situation.policy.terms,
        "why": {
            "message": terms.won_by(seen.situation.policy),
            "sentences": terms.sentences(seen.situation.policy),
        },
    }


def borrower(found: Borrower, now: datetime, today: date) -> dict[str, Any]:
    """A member for the desk, with what the staff should know of them."""
    member = found.member
    in_use = [loan for loan in found.loans if not (loan.lost_at or loan.claimed_returned_at)]
    return {
        "member_id": member.pk,
        "name": member.name,
        "card_number": member.card_number,
        "category": member.category.code,
        "expires_on": member.expires_on,
        "warnings": _warnings(found, today),
        "balance": found.balance,
        "on_loan": len(found.loans),
        "overdue": sum(loan.is_overdue(now) for loan in in_use),
        "ready": [_ready(hold, hold.captured_copy) for hold in holds_seen.ready_for(member.pk)],
    }


def _warnings(found: Borrower, today: date) -> list[dict[str, str]]:
    member = found.member
    said: list[LibraryError] = []
    if member.is_expired(today):
        said.append(errors.MemberExpired(expires_on=wording.day(member.expires_on)))
    if found.block_reason is not None:
        said.append(errors.MemberBlocked(reason=found.block_reason))
    told = [{"code": refusal.code, "message": str(refusal)} for refusal in said]
    return told + ([{"code": "note", "message": member.note}] if member.note else [])


def _ready(hold: Hold, copy: Copy | None) -> dict[str, Any]:
    return {
        "hold_id": hold.pk,
        "title": hold.book.title,
        "copy_barcode": copy.barcode if copy else "",
        "branch": hold.pickup_branch.code,
        "pick_up_by": hold.expires_on,
    }


def steps(found: Sequence[Step]) -> list[dict[str, Any]]:
    """The way to a due date, for programs and for people."""
    return [
        {"code": step.reason, "days": step.days, "on": step.day, "message": said}
        for step, said in zip(found, wording.explained(found), strict=True)
    ]


def _after(done: TakenBack) -> dict[str, Any]:
    hold, to_branch = done.place.hold, done.place.to_branch
    return {
        "days_late": done.days_late,
        "next": {
            "code": str(done.next),
            "message": done.next_step,
            "hold_id": hold.pk if hold else None,
            "to_branch": to_branch.code if to_branch else None,
        },
        "findings": done.findings,
        "deed_id": done.deed,
    }
