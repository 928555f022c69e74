"""Imports as the API tells of them, and what is said of them as the services take it."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from catalog import errors
from catalog.models import Branch, CopyType, ImportBatch, ImportRow
from catalog.models.imports import Duplicates
from catalog.selectors import imports
from catalog.services.imports import batches, profiles, wording


def shown(batch: ImportBatch, now: datetime) -> dict[str, Any]:
    """An import."""
    return {
        "id": batch.pk,
        "name": batch.name,
        "size": batch.size,
        "sha256": batch.sha256,
        "format": batch.format,
        "stage": batch.stage,
        "duplicates": batch.duplicates,
        "branch": batch.branch.code if batch.branch else None,
        "copy_type": batch.copy_type.code if batch.copy_type else None,
        "copies_each": batch.copies_each,
        "options": batch.options,
        "counts": batch.counts,
        "progress": asdict(imports.progress(batch, now)),
        "failure": wording.reason(batch.failure["code"], {}) if batch.failure else "",
        "created_at": batch.created_at,
        "finished_at": batch.finished_at,
    }


def row(each: ImportRow) -> dict[str, Any]:
    """A record of an import."""
    return {
        "number": each.number,
        "offset": each.offset,
        "verdict": each.verdict,
        "title": each.title,
        "book_id": each.book_id,
        "duplicate_of_record": each.params.get("record"),
        "reason": _note(each.code, each.params) if each.code else None,
        "notes": [_note(code, params) for code, params in each.notes],
        "outcome": each.outcome,
    }


def _note(code: str, params: Mapping[str, Any]) -> dict[str, str]:
    return {"code": code, "message": wording.reason(code, params)}


def terms(said: Mapping[str, Any], batch: ImportBatch) -> batches.Terms:
    """What was said of an import, over what it stands at. Raises ``UnknownBranch``,
    ``UnknownCopyType``, ``UnknownProfile``, ``ProfileDoesNotFit``.
    """
    options = profiles.options(said["profile"], batch) if "profile" in said else {**batch.options}
    options |= {name: said[name] for name in ("columns", "holdings") if name in said}
    return batches.Terms(
        options=options,
        duplicates=Duplicates(said.get("duplicates", batch.duplicates)),
        branch=_branch(said["branch"]) if "branch" in said else batch.branch,
        copy_type=_copy_type(said["copy_type"]) if "copy_type" in said else batch.copy_type,
        copies_each=said.get("copies_each", batch.copies_each),
        keep_as=said.get("keep_as", ""),
    )


def _branch(code: str) -> Branch:
    found = Branch.objects.open().filter(code=code).first()
    if found is None:
        raise errors.UnknownBranch(branch=code)
    return found


def _copy_type(code: str) -> CopyType:
    found = CopyType.objects.filter(code=code).first()
    if found is None:
        raise errors.UnknownCopyType(copy_type=code)
    return found
