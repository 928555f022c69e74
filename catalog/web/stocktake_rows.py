"""Stocktakes in words: what a scan is answered, and the rows of a report."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from catalog.domain.stocktakes import Finding
from catalog.models import Copy, Stocktake, StocktakeLine
from catalog.services.stocktake_words import FINDINGS
from core.tables import Cell


def row(each: StocktakeLine | Copy) -> dict[str, Any]:
    """A line of the report; a copy is one that nobody has seen."""
    copy = each if isinstance(each, Copy) else each.copy
    finding = Finding(getattr(each, "told", Finding.MISSING))
    return {
        "barcode": each.barcode,
        "finding": FINDINGS[finding],
        "title": copy.book.title if copy else "",
        "url": reverse("catalog:book", args=[copy.book_id]) if copy else "",
        "branch": copy.branch.name if copy else "",
        "shelf": copy.shelf_location if copy else "",
        "call_number": copy.call_number if copy else "",
        "last_seen_at": copy.last_seen_at if copy else None,
        "scanned_at": getattr(each, "scanned_at", None),
        "marked": getattr(each, "marked_missing", False),
    }


def columns() -> list[str]:
    """What the columns of a report are called."""
    return [
        _("Finding"), _("Barcode"), _("Title"), _("Branch"), _("Shelf"), _("Call number"),
        _("Scanned at"), _("Last seen"), _("Marked as missing"),
    ]  # fmt: skip


def cells(each: StocktakeLine | Copy) -> Sequence[Cell]:
    """A line of the report as a row of a file."""
    said = row(each)
    return [
        str(said["finding"]), said["barcode"], said["title"], said["branch"], said["shelf"],
        said["call_number"], said["scanned_at"], said["last_seen_at"],
        _("yes") if said["marked"] else "",
    ]  # fmt: skip


def tiles(stocktake: Stocktake, counts: dict[str, int]) -> list[dict[str, Any]]:
    """How many there are of each finding, as links to them."""
    url = reverse("catalog:stocktake_report", args=[stocktake.pk])
    return [
        {
            "value": counts[finding],
            "label": label,
            "url": f"{url}?finding={finding}",
            "tone": "ok" if finding in {Finding.IN_PLACE, Finding.FOUND_AGAIN} else "warn",
        }
        for finding, label in FINDINGS.items()
        if counts.get(finding)
    ]
