"""How the night's work stands."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Count, Q, Sum
from django.db.models.functions import Coalesce

from loans.models import NightlyRun, NightlyStep, NightStep

_WORK: Final = ~Q(steps__step=NightStep.INTEGRITY)


@dataclass(frozen=True)
class Standing:
    """When the night's work was last done as a whole, and how much of it failed; and how many
    faults the records had when they were last checked. Nothing where it has never been done.
    """

    done_at: datetime | None
    failed: int
    faults: int | None


def standing() -> Standing:
    """The last night and the last check, in two statements."""
    failed = Coalesce(Sum("steps__failed", filter=_WORK), 0)
    broken = Count("steps", filter=_WORK & Q(steps__is_broken=True))
    whole = NightlyRun.objects.filter(is_whole=True, finished_at__isnull=False)
    night = whole.annotate(failures=failed + broken).order_by("-started_at").first()
    checks = NightlyStep.objects.filter(step=NightStep.INTEGRITY)
    check = checks.order_by("-finished_at", "-id").first()
    return Standing(
        done_at=night.finished_at if night else None,
        failed=night.failures if night else 0,
        faults=check.failed if check and not check.is_broken else None,
    )
