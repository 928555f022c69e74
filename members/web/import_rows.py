"""Imports of members as their pages show them: words and addresses, ready to be drawn."""

from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import staged
from core.keyset import Page
from members.models import MemberImport, MemberImportRow
from members.models.imports import Stage, Verdict
from members.services.imports import batches, files, keeping, wording

_BEFORE: Final = {
    Verdict.NEW: gettext_lazy("New"),
    Verdict.UPDATE: gettext_lazy("Update"),
    Verdict.UNCHANGED: gettext_lazy("Unchanged"),
    Verdict.REFUSED: gettext_lazy("Refused"),
}
_AFTER: Final = _BEFORE | {
    Verdict.NEW: gettext_lazy("Added"),
    Verdict.UPDATE: gettext_lazy("Updated"),
}


def verdict(value: str, batch: MemberImport) -> str:
    """What becomes, or became, of a row."""
    was_checking = (batch.failure or {}).get("stage") == Stage.CHECKING
    is_dry = was_checking or batch.stage in {Stage.CHECKING, Stage.CHECKED}
    words = _BEFORE if is_dry else _AFTER
    return str(words[Verdict(value)])


def listed(each: MemberImport) -> dict[str, Any]:
    """An import in the list of all."""
    return {
        "name": each.name,
        "url": reverse("members:import", args=[each.pk]),
        "mark": staged.MARKS[Stage(each.stage)],
        "said": each.get_stage_display(),
        "at": each.created_at,
        "by": str(each.created_by) if each.created_by else "",
    }


def row(each: MemberImportRow, batch: MemberImport) -> dict[str, Any]:
    """A row, with all there is to say of it."""
    return {
        "place": each.place,
        "name": each.name or _("Row %(number)d") % {"number": each.number},
        "url": reverse("members:member", args=[each.member_id]) if each.member_id else "",
        "verdict": verdict(each.verdict, batch),
        "is_refused": each.verdict == Verdict.REFUSED,
        "sentences": list(_sentences(each)),
    }


def _sentences(each: MemberImportRow) -> Iterator[str]:
    if each.code:
        yield wording.reason(each.code, each.params)
    for code, params in each.notes:
        yield wording.reason(code, params)
    if each.before:
        names = [str(wording.FIELDS[name]) for name in each.before if name in wording.FIELDS]
        yield _("Changed: %(fields)s.") % {"fields": ", ".join(names)}
    if each.outcome:
        yield wording.kept(each.outcome)


def page(batch: MemberImport, page: Page[MemberImportRow], chosen: str) -> dict[str, Any]:
    """A page of rows, and the pages beside it."""
    address = reverse("members:import", args=[batch.pk])

    def beside(cursor: str) -> str:
        query = {"verdict": chosen, "cursor": cursor}
        return f"{address}?{urlencode(query)}" if cursor else ""

    return {
        "rows": [row(each, batch) for each in page.rows],
        "previous_url": beside(page.previous),
        "next_url": beside(page.next),
        "tabs": list(_tabs(batch, chosen)),
    }


def _tabs(batch: MemberImport, chosen: str) -> Iterator[dict[str, Any]]:
    """What the list of rows can be narrowed to, with how many there are of each."""
    address, counts = reverse("members:import", args=[batch.pk]), batch.counts
    found = [("", _("All"), sum(counts.get(each, 0) for each in Verdict.values))]
    found += [(each, verdict(each, batch), counts.get(each, 0)) for each in Verdict.values]
    found.append(("kept", _("Stayed"), counts.get("kept", 0)))
    for value, label, count in found:
        if count or not value:
            url = f"{address}?{urlencode({'verdict': value})}#rows" if value else address
            yield {"url": url, "label": label, "count": count, "is_chosen": value == chosen}


def shown(batch: MemberImport) -> dict[str, Any]:
    """All about an import but its rows."""
    return {
        "batch": batch,
        "mark": staged.MARKS[Stage(batch.stage)],
        "stage": batch.get_stage_display(),
        "failure": wording.reason(batch.failure["code"], {}) if batch.failure else "",
        "counts": batch.counts,
        "left_out": ", ".join(_left_out(batch)),
        "can": _can(batch),
        "kept_days": keeping.LEFT_DAYS,
    }


def _left_out(batch: MemberImport) -> list[str]:
    """The columns that are not read, as long as that can be put right."""
    if batch.stage != Stage.CHECKED:
        return []
    return files.left_out(batch.file, batch.format, batch.columns)


def _can(batch: MemberImport) -> dict[str, bool]:
    """What can be done with it now."""
    return {
        "map": batch.stage in batches.BEFORE,
        "commit": batch.stage == Stage.CHECKED,
        "stop": batch.is_at_work,
        "resume": batches.can_resume(batch),
        "discard": batches.can_discard(batch),
        "undo": batches.can_undo(batch),
    }
