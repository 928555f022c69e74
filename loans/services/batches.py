"""Long work in parts, one failing row apart from the others."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Final, TypeVar
from uuid import UUID

import structlog

log = structlog.get_logger("library.loans")
Row = TypeVar("Row")
SIZE: Final = 200


@dataclass
class Report:
    """What a run came to: how many it looked at and changed, and for whom it failed."""

    seen: int = 0
    changed: int = 0
    failed: list[UUID | int] = field(default_factory=list)

    def add(self, other: "Report") -> None:
        """Count ``other`` in."""
        self.seen += other.seen
        self.changed += other.changed
        self.failed += other.failed


def of(rows: Iterable[Row], size: int = SIZE) -> Iterator[list[Row]]:
    """``rows`` in lists of ``size``, the last one shorter."""
    rest = iter(rows)
    while part := list(islice(rest, size)):
        yield part


def each(ids: Iterable[UUID], deed: Callable[[UUID], int], *, fault: str) -> Report:
    """Do ``deed``, which says how much it changed, for every one of ``ids``. One that fails is
    logged as ``fault`` and noted, and the others go on.
    """
    report = Report()
    for row_id in ids:
        report.seen += 1
        try:
            report.changed += deed(row_id)
        except Exception:  # the next must not wait for this one's fault
            log.exception(fault, row=str(row_id))
            report.failed.append(row_id)
    return report
