"""What a return means for the member's account."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from core import money
from loans import errors
from loans.domain.returns import Resolution
from loans.models import Loan
from loans.services import accrual, lost, wording
from loans.services.situation import Desk


def demand_resolution(loan: Loan, resolution: str) -> None:
    """A book that the member says they had returned is back: somebody has to say how. Raises
    ``ClaimNeedsResolution`` when ``resolution`` does not.
    """
    if loan.claimed_returned_at and resolution not in list(Resolution):
        refusal = errors.ClaimNeedsResolution()
        asked = {"code": refusal.code, "kind": "confirm", "message": str(refusal)}
        raise refusal.having([asked], resolutions=[str(each) for each in Resolution])


def settle(loan: Loan, at: datetime, resolution: str, *, desk: Desk) -> wording.Told:
    """Set the account right for a loan whose copy is back as of ``at``; what there is to tell.

    A lost copy is found: what was charged for it is given back as the policy says. A claim ends:
    found in the library it costs nothing, brought by the member as much as on the day of the claim.
    The member is locked.
    """
    on = at.astimezone(loan.branch.zone).date()
    if loan.lost_at:
        given_back = lost.found(loan, on, by=desk)
        return [_told("given_back", _("%s is given back."), given_back)] if given_back else []
    if loan.claimed_returned_at and resolution == Resolution.FOUND_BY_LIBRARY:
        accrual.forgive(loan, by=desk)
        return []
    fine = accrual.settle(loan, min(on, accrual.until_day(loan, desk.now)), by=desk)
    return [_told("fine", _("It costs a fine of %s."), fine)] if fine else []


def _told(code: str, sentence: str, amount: int) -> dict[str, Any]:
    return {"code": code, "kind": "warning", "message": sentence % money.words(amount)}
