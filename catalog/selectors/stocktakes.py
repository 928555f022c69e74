"""What a stocktake has found so far, and what is still missing."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Case, CharField, Count, Q, Value, When
from django.db.models.functions import Coalesce

from catalog.domain import stocktakes as rules
from catalog.domain.stocktakes import Finding
from catalog.models import Copy, Stocktake, StocktakeLine
from catalog.models.copy import CopyQuerySet


@dataclass(frozen=True)
class Progress:
    """How many copies stand there if all is well, how many of them were seen, and how many scans
    there were.
    """

    expected: int
    seen: int
    scanned: int

    @property
    def percent(self) -> int:
        """How much of the shelves is done, rounded down: 100 means everything."""
        return self.seen * 100 // self.expected if self.expected else 100


def covered(stocktake: Stocktake) -> CopyQuerySet:
    """The copies whose place is on the shelves that are counted."""
    return Copy.objects.filter(branch=stocktake.branch_id).on_shelves(
        stocktake.shelf_location, stocktake.first_call_number, stocktake.last_call_number
    )


def missing(stocktake: Stocktake) -> CopyQuerySet:
    """Copies that should stand there, and nobody has had in the hand since it was opened: neither a
    scanner nor the desk.
    """
    unseen = Q(last_seen_at=None) | Q(last_seen_at__lt=stocktake.opened_at)
    return covered(stocktake).to_be_found().filter(unseen)


def progress(stocktake: Stocktake) -> Progress:
    """How far it is. For an open stocktake as things stand now, for a closed one as they stood."""
    lines = StocktakeLine.objects.filter(stocktake=stocktake)
    counts = lines.aggregate(
        scanned=Count("pk", filter=~Q(scanned_at=None)),
        missed=Count("pk", filter=Q(scanned_at=None)),
        seen=Count(
            "pk",
            filter=Q(finding__in=[Finding.IN_PLACE, Finding.FOUND_AGAIN, Finding.OUT_OF_ORDER]),
        ),
    )
    left = missing(stocktake).count() if stocktake.is_open else counts["missed"]
    return Progress(counts["seen"] + left, counts["seen"], counts["scanned"])


def counts(stocktake: Stocktake) -> dict[str, int]:
    """How many lines there are of each finding, those not written yet included."""
    rows = StocktakeLine.objects.filter(stocktake=stocktake).order_by().values("finding")
    found = {row["finding"]: row["n"] for row in rows.annotate(n=Count("pk"))}
    if not stocktake.is_open:
        return found
    misplaced = len(misplaced_lines(stocktake))
    found[Finding.OUT_OF_ORDER] = misplaced
    found[Finding.IN_PLACE] = found.get(Finding.IN_PLACE, 0) - misplaced
    found[Finding.MISSING] = missing(stocktake).count()
    return {str(finding): number for finding, number in found.items() if number}


def misplaced_lines(stocktake: Stocktake) -> list[UUID]:
    """The lines of copies that stand on the right shelves in the wrong order, as each person went
    along them.
    """
    rows = StocktakeLine.objects.filter(stocktake=stocktake, finding=Finding.IN_PLACE)
    walks: dict[Any, list[tuple[UUID, str]]] = defaultdict(list)
    order = ("scanned_by", "scanned_at", "pk")
    for line, who, key, place in rows.order_by(*order).values_list(
        "pk", "scanned_by", "copy__shelf_key", "copy__shelf_location"
    ):
        walks[who, place].append((line, key))
    return [
        walk[place][0]
        for walk in walks.values()
        for place in rules.out_of_order([key for _line, key in walk])
    ]


def lines(stocktake: Stocktake, finding: str = "") -> Any:
    """The lines written so far, those of one finding or all, with what is shown of their copies."""
    rows = StocktakeLine.objects.filter(stocktake=stocktake)
    rows = rows.select_related("copy__book", "copy__branch", "scanned_by")
    if finding == Finding.OUT_OF_ORDER and stocktake.is_open:
        return rows.filter(pk__in=misplaced_lines(stocktake))
    return rows.filter(finding=finding) if finding else rows


def report(stocktake: Stocktake, finding: str) -> tuple[Any, Sequence[str]]:
    """What is to be shown of a stocktake, and the key to page it by: the lines of one finding, or
    with none all that somebody has to look after. While it goes on, those missing are copies and
    not lines yet, and they are shown by themselves. ``told`` is the finding of a line as it is by
    now: what is out of order is only known from what was scanned after it.
    """
    if finding == Finding.MISSING and stocktake.is_open:
        return missing(stocktake).select_related("book", "branch"), ("shelf_key", "id")
    misplaced = Q(pk__in=misplaced_lines(stocktake) if stocktake.is_open else [])
    rows = lines(stocktake, finding)
    if not finding:
        rows = rows.filter(~Q(finding__in=rules.IN_ORDER) | misplaced)
    told = Case(
        When(misplaced, then=Value(Finding.OUT_OF_ORDER.value)),
        default="finding",
        output_field=CharField(),
    )
    return rows.annotate(told=told, place=Coalesce("copy__shelf_key", Value(""))), ("place", "id")


def recent(stocktake: Stocktake, actor: Any, most: int) -> Sequence[StocktakeLine]:
    """What this person scanned last, newest first."""
    rows = lines(stocktake).filter(scanned_by=actor)
    return list(rows.order_by("-scanned_at", "-pk")[:most])
