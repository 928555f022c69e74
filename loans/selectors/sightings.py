"""When copies were in a hand: lent, taken in, or scanned at a stocktake."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Final
from uuid import UUID

from accounts.models import AuditEntry
from catalog.models import StocktakeLine
from loans.domain import undo
from loans.models import Loan
from loans.selectors.deeds import LENT, RETURNED, SEEN

_UNDONE: Final = "deed.undone"


def first_after_loss(loans: Collection[Loan]) -> dict[UUID, datetime]:
    """When the copies of lost ``loans`` (with copy) were first in a hand after the loss, by loan,
    in two queries however many they are. What was undone was no sighting.
    """
    lost = [loan for loan in loans if loan.lost_at]
    if not lost:
        return {}
    since = min(loan.lost_at for loan in lost if loan.lost_at)
    seen = _seen({loan.copy_id for loan in lost}, since)
    first = {}
    for loan in lost:
        known = [*seen[loan.copy_id], loan.copy.last_seen_at]
        later = [at for at in known if at and loan.lost_at and at > loan.lost_at]
        if later:
            first[loan.pk] = min(later)
    return first


def _seen(copies: Collection[UUID], since: datetime) -> dict[UUID | None, list[datetime]]:
    seen: dict[UUID | None, list[datetime]] = defaultdict(list)
    told = AuditEntry.objects.filter(copy_id__in=copies, at__gt=since)
    told = told.filter(action__in=(LENT, RETURNED, SEEN, _UNDONE)).order_by()
    rows = list(told.values_list("copy_id", "action", "at", "data__done_at"))
    undone = {(copy, done_at) for copy, action, _at, done_at in rows if action == _UNDONE}
    for copy, action, at, _done_at in rows:
        if action != _UNDONE and (copy, undo.plain(at)) not in undone:
            seen[copy].append(at)
    scans = StocktakeLine.objects.filter(copy__in=copies, scanned_at__gt=since).order_by()
    for copy, scanned_at in scans.values_list("copy_id", "scanned_at"):
        if scanned_at:
            seen[copy].append(scanned_at)
    return seen
