"""From what a deed came to, to what the API says of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from loans.domain import due_dates
from loans.domain.due_dates import Step
from loans.models import Loan
from loans.selectors import records
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
