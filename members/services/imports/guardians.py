"""Guardians that a list names: they look after the members in its rows, until it is taken back."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from accounts.models import User
from members.models import Guardianship, MemberImportRow
from members.models.imports import Verdict
from members.services import families
from members.services.imports.deciding import Decision

INTERFACE: Final = "job"


def bring(
    decisions: Sequence[Decision],
    rows: Mapping[int, MemberImportRow],
    *,
    actor: User | None,
    now: datetime,
) -> None:
    """Let the guardians that were decided on look after the members of ``rows``, all of whom are in
    the library by now.
    """
    ties = []
    for decision in decisions:
        if decision.guardian is None:
            continue
        row = rows[decision.entry.number]
        guardian = decision.guardian.member_id or _new(decision.guardian.row, rows)
        if guardian is None or row.member_id is None:
            continue
        tie = Guardianship(guardian_id=guardian, child_id=row.member_id, since=now)
        row.guardianship = tie
        ties.append(tie)
        if row.verdict == Verdict.UPDATE:
            row.before = {**(row.before or {}), "guardian_card": ""}
    Guardianship.objects.bulk_create(ties)
    families.note("member.guardian_added", ties, actor=actor, now=now, interface=INTERFACE)


def _new(number: int | None, rows: Mapping[int, MemberImportRow]) -> UUID | None:
    """Whom a row has brought just now. It is not among ``rows`` if they have left again since."""
    row = rows.get(number) if number else None
    return row.member_id if row else None


def end(row: MemberImportRow, *, actor: User | None, now: datetime) -> None:
    """The guardian whom ``row`` has brought looks after its member no more."""
    if row.guardianship_id is None:
        return
    # It may have gone with its guardian, whose row was taken back just now.
    tie = Guardianship.objects.filter(pk=row.guardianship_id).first()
    if tie is not None:
        families.note("member.guardian_ended", [tie], actor=actor, now=now, interface=INTERFACE)
        tie.delete()
