"""Imports as their pages show them: words and addresses, ready to be drawn."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from catalog.domain.records import Format
from catalog.models import ImportBatch, ImportRow
from catalog.models.imports import Stage, Verdict
from catalog.selectors import imports
from catalog.services.imports import batches, stopping, wording
from catalog.web import import_words as words
from core import staged
from core.keyset import Page


@dataclass(frozen=True)
class BatchRow:
    """An import in the list of all."""

    name: str
    url: str
    mark: str
    said: str
    size: str
    at: datetime
    by: str


@dataclass(frozen=True)
class RecordRow:
    """A record of an import."""

    number: int
    title: str
    url: str
    verdict: str
    is_refused: bool
    sentences: list[str]


def batch(each: ImportBatch) -> BatchRow:
    """``each`` in the list."""
    return BatchRow(
        each.name,
        reverse("catalog:import", args=[each.pk]),
        staged.MARKS[Stage(each.stage)],
        each.get_stage_display(),
        words.size(each.size),
        each.created_at,
        str(each.created_by) if each.created_by else "",
    )


def record(row: ImportRow, stage: str) -> RecordRow:
    """A record, with all there is to say of it."""
    is_there = row.book_id and row.outcome != "undone"
    return RecordRow(
        row.number,
        row.title or _("Record %(number)d") % {"number": row.number},
        reverse("catalog:book", args=[row.book_id]) if is_there else "",
        words.verdict(row.verdict, stage),
        row.verdict == Verdict.REFUSED,
        list(_sentences(row)),
    )


def _sentences(row: ImportRow) -> list[str]:
    said = [wording.reason(row.code, row.params)] if row.code else []
    if row.params.get("record"):
        said.append(_("See record %(record)s of this file.") % row.params)
    said += [wording.reason(code, params) for code, params in row.notes]
    return [*said, *filter(None, [wording.kept(row.outcome)])]


def tabs(batch: ImportBatch, chosen: str) -> list[dict[str, Any]]:
    """What the list of records can be narrowed to, with how many there are of each."""
    address = reverse("catalog:import", args=[batch.pk])
    counts = imports.summary(batch)
    found = [("", _("All"), batch.position if batch.total is None else batch.total)]
    found += [(value, words.verdict(value, batch.stage), counts[value]) for value in Verdict.values]
    if batch.counts.get("kept"):
        found.append(("kept", _("Stayed"), batch.counts["kept"]))
    return [
        {
            "url": f"{address}?{urlencode({'verdict': value})}#records" if value else address,
            "label": label,
            "count": count,
            "is_chosen": value == chosen,
        }
        for value, label, count in found
        if count or not value
    ]


def page(batch: ImportBatch, page: Page[ImportRow], chosen: str) -> dict[str, Any]:
    """A page of records, and the pages beside it."""
    address = reverse("catalog:import", args=[batch.pk])

    def beside(cursor: str) -> str:
        query = {"verdict": chosen, "cursor": cursor}
        return f"{address}?{urlencode(query)}" if cursor else ""

    return {
        "rows": [record(row, batch.stage) for row in page.rows],
        "previous_url": beside(page.previous),
        "next_url": beside(page.next),
        "tabs": tabs(batch, chosen),
    }


def shown(batch: ImportBatch, now: datetime) -> dict[str, Any]:
    """All about an import but its records."""
    how, copies = imports.progress(batch, now), {"batch": str(batch.pk)}
    failure = wording.reason(batch.failure["code"], {}) if batch.failure else ""
    is_undone = bool(batch.counts.get("undone")) and not batch.is_at_work
    made = imports.copies_left(batch.pk) if is_undone else batch.counts.get("copies", 0)
    return {
        "batch": batch,
        "mark": staged.MARKS[Stage(batch.stage)],
        "stage": batch.get_stage_display(),
        "format": words.FORMATS[Format(batch.format)],
        "size": words.size(batch.size),
        "progress": how,
        "left": words.left(how.seconds_left) if batch.is_at_work else "",
        "failure": failure,
        "counts": batch.counts,
        "is_undone": is_undone,
        "copies": made,
        "can": _can(batch, made),
        "copies_url": f"{reverse('catalog:copies')}?{urlencode(copies)}",
        "labels_url": f"{reverse('catalog:labels')}?{urlencode(copies | {'all': 'yes'})}",
        "kept_days": stopping.KEPT_DAYS,
    }


def _can(batch: ImportBatch, copies: int) -> dict[str, bool]:
    """What can be done with it now, when so many of its copies are there."""
    stage = batch.stage
    was_checking = (batch.failure or {}).get("stage") == Stage.CHECKING
    left = sum(batch.counts.get(each, 0) for each in ("new", "update", "add_copies"))
    is_over = stage in {Stage.DONE, Stage.UNDONE} or (stage == Stage.FAILED and not was_checking)
    return {
        "map": stage in {Stage.UPLOADED, Stage.CHECKED},
        "commit": stage == Stage.CHECKED,
        "labels": is_over and bool(copies),
        "stop": batch.is_at_work,
        "resume": batches.can_resume(batch),
        "discard": stage in {Stage.UPLOADED, Stage.CHECKED} or was_checking,
        "undo": is_over and left > batch.counts.get("undone", 0),
    }
