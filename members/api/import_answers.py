"""Imports of members as the API tells of them, and what is said of them as the services take it."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from members import errors
from members.models import Category, MemberImport, MemberImportRow
from members.selectors import imports
from members.services.imports import batches, wording


def shown(batch: MemberImport) -> dict[str, Any]:
    """An import."""
    return {
        "id": batch.pk,
        "name": batch.name,
        "size": batch.size,
        "sha256": batch.sha256,
        "format": batch.format,
        "stage": batch.stage,
        "columns": batch.columns,
        "keeps": batch.keeps,
        "category": batch.category.code if batch.category else None,
        "expires_on": batch.expires_on,
        "sends_links": batch.sends_links,
        "counts": batch.counts,
        "progress": asdict(imports.progress(batch)),
        "failure": wording.reason(batch.failure["code"], {}) if batch.failure else "",
        "created_at": batch.created_at,
        "finished_at": batch.finished_at,
    }


def row(each: MemberImportRow) -> dict[str, Any]:
    """A row of an import."""
    return {
        "number": each.number,
        "place": each.place,
        "verdict": each.verdict,
        "name": each.name,
        "member_id": each.member_id,
        "reason": _note(each.code, each.params) if each.code else None,
        "notes": [_note(code, params) for code, params in each.notes],
        "outcome": each.outcome,
    }


def _note(code: str, params: Mapping[str, Any]) -> dict[str, str]:
    return {"code": code, "message": wording.reason(code, params)}


def terms(said: Mapping[str, Any], batch: MemberImport) -> batches.Terms:
    """What was said of an import, over what it stands at. Raises ``UnknownCategory``,
    ``UnknownProfile``.
    """
    kept = batches.profile(said["profile"], batch) if "profile" in said else {}
    return batches.Terms(
        columns=said.get("columns", kept.get("columns", batch.columns)),
        keeps=said.get("keeps", kept.get("keeps", batch.keeps)),
        category=_category(said["category"]) if "category" in said else batch.category,
        expires_on=said.get("expires_on", batch.expires_on),
        sends_links=said.get("sends_links", batch.sends_links),
        keep_as=said.get("keep_as", ""),
    )


def _category(code: str) -> Category:
    found = Category.objects.filter(code=code).first()
    if found is None:
        raise errors.UnknownCategory
    return found
