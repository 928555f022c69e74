"""Renewing from a page: what came of each loan, to be shown beside it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.errors import LibraryError, NotFound
from core.http import status_of
from loans.models import Loan
from loans.services import family, renewals, wording
from loans.services.renewals import Outcome, Renewed
from loans.services.situation import Desk


@dataclass(frozen=True)
class Said:
    """What is said beside one loan."""

    text: str
    kind: str


@dataclass(frozen=True)
class Renewing:
    """What came of it: words for each loan, words for all, and the status of the answer."""

    beside: Mapping[UUID, Said]
    summary: str
    status: int = 200
    kind: str = "success"


def one(loan_id: UUID, *, desk: Desk) -> Renewing:
    """Renew one loan. Raises ``UnknownLoan``; any other refusal is an answer."""
    return _one(loan_id, partial(renewals.renew, loan_id, desk=desk))


def of_child(loan_id: UUID, child_id: UUID, *, desk: Desk) -> Renewing:
    """Renew one loan of a child. Raises ``UnknownMember``, ``UnknownLoan``; any other refusal is an
    answer.
    """
    return _one(loan_id, partial(family.renew, loan_id, child_id, desk=desk))


def _one(loan_id: UUID, deed: Callable[[], Renewed]) -> Renewing:
    try:
        loan = deed().loan
    except NotFound:
        raise
    except LibraryError as refusal:
        said = Said(str(refusal), "refusal")
        return Renewing({loan_id: said}, str(refusal), status_of(refusal), "refusal")
    return Renewing({loan_id: _done(loan)}, _done(loan).text)


def every(member_id: UUID, *, desk: Desk) -> Renewing:
    """Renew all that can be."""
    return _every(renewals.renew_all(member_id, desk=desk))


def all_of_child(child_id: UUID, *, desk: Desk) -> Renewing:
    """Renew all that a child has and that can be. Raises ``UnknownMember``."""
    return _every(family.renew_all(child_id, desk=desk))


def _every(outcomes: Sequence[Outcome]) -> Renewing:
    beside = {
        each.loan.pk: Said(str(each.refusal), "refusal") if each.refusal else _done(each.loan)
        for each in outcomes
    }
    count = sum(each.refusal is None for each in outcomes)
    summary = ngettext("%(n)s loan renewed.", "%(n)s loans renewed.", count) % {"n": count}
    if not count:
        summary = _("None of the loans could be renewed.")
    return Renewing(beside, summary, kind="success" if count else "warning")


def _done(loan: Loan) -> Said:
    return Said(_("Renewed: now due %s.") % wording.day(loan.due_on), "success")
