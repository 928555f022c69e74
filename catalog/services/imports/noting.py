"""The verdicts of an import as rows, for its report and for taking it back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, Final
from uuid import UUID

from catalog.models import ImportBatch, ImportRow
from catalog.models.imports import Verdict
from catalog.services.imports.deciding import Decision
from core import bulk

_ROW: Final = (
    "batch_id", "number", "offset", "verdict", "title", "book_id", "code", "params", "notes",
    "made", "before", "revision", "outcome",
)  # fmt: skip


_WORDS: Final = {verdict: verdict.value for verdict in Verdict}


@dataclass(slots=True)
class Result:
    """What was written for one record."""

    book_id: UUID | None = None
    copies: list[UUID] = field(default_factory=list)
    numbered: list[UUID] = field(default_factory=list)
    """Those of the copies that got a number of ours."""
    contributors: list[UUID] = field(default_factory=list)
    subjects: list[UUID] = field(default_factory=list)
    found_by: dict[str, Any] = field(default_factory=dict)
    """What a new book is found by other than its record says: headings with other names."""
    before: dict[str, Any] | None = None
    revision: int = 0

    @property
    def made(self) -> dict[str, list[UUID]]:
        """The ids of what was made, by kind."""
        kinds = {
            "copies": self.copies, "numbered": self.numbered,
            "contributors": self.contributors, "subjects": self.subjects,
        }  # fmt: skip
        return {kind: ids for kind, ids in kinds.items() if ids}


def note(decisions: Sequence[Decision], results: Sequence[Result], batch: ImportBatch) -> None:
    """Write the verdicts, in place of those of a dry run."""
    if not decisions:
        return
    first, last = decisions[0].ready.number, decisions[-1].ready.number
    batch.rows.filter(number__gte=first, number__lte=last).delete()
    bulk.insert(ImportRow, _ROW, map(_row, decisions, results, [batch.pk] * len(decisions)))


def _row(decision: Decision, result: Result, batch_id: UUID) -> tuple[Any, ...]:
    ready = decision.ready
    params = dict(decision.params)
    if decision.found and decision.found.record and decision.verdict != Verdict.NEW:
        params["record"] = decision.found.record
    return (
        batch_id,
        ready.number,
        ready.offset,
        _WORDS[decision.verdict],
        ready.draft.title if ready.draft else "",
        result.book_id,
        decision.code,
        params,
        [[code, dict(said)] for code, said in decision.notes],
        result.made,
        result.before,
        result.revision,
        "",
    )


def copies_of(decisions: Iterable[Decision]) -> int:
    """How many copies ``decisions`` make."""
    return sum(1 for _ in chain.from_iterable(decision.copies for decision in decisions))
