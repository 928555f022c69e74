"""Taking an import back: members it made go, members it changed are as they were, but for those who
have used the library or been changed since: they stay, and the report says why.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from accounts.models import User
from accounts.services import audit, browsers, users
from core import db
from core.errors import LibraryError
from members.models import (
    Block,
    Category,
    DeskNote,
    Guardianship,
    Member,
    MemberImport,
    MemberImportRow,
    MemberPhoto,
)
from members.models.imports import Verdict
from members.services import cards, leaving, lookup, outbox, registration, revisions
from members.services.imports import guardians

Uses = Callable[[Collection[UUID]], Collection[UUID]]
"""Which of these members have ever used the library."""

USES: Final[list[Uses]] = []
"""What contexts above have to say, registered by them at start."""

CHUNK: Final = 200
UNDONE: Final = "undone"
DOES_SOMETHING: Final = (Verdict.NEW, Verdict.UPDATE)
INTERFACE: Final = "job"
_FACTS: Final = ("name", "category", "born_on", "phone", "address", "note", "group")
_DAYS: Final = ("born_on", "expires_on")


@dataclass(frozen=True)
class _Since:
    """Who has used the library since the import, and of whom the desk has noted something."""

    used: Collection[UUID]
    touched: Collection[UUID]


def left(batch: MemberImport) -> Any:
    """The rows for which something was done that has not been taken back."""
    return batch.rows.filter(verdict__in=DOES_SOMETHING).exclude(outcome=UNDONE)


def chunks(batch: MemberImport) -> Iterator[list[MemberImportRow]]:
    """The rows that something was done for, the last ones first."""
    last = batch.position or None
    while True:
        rest = left(batch).filter(number__lt=last) if last is not None else left(batch)
        rows = list(rest.order_by("-number")[:CHUNK])
        if not rows:
            return
        yield rows
        last = rows[-1].number


def undo(batch: MemberImport, rows: Sequence[MemberImportRow], *, now: datetime) -> dict[str, int]:
    """Undo what was done for ``rows``; how many were undone, and how many had to stay."""
    ids = [row.member_id for row in rows if row.member_id]
    ties = [row.guardianship_id for row in rows if row.guardianship_id]
    guardians = Guardianship.objects.filter(pk__among=ties).values_list("guardian_id", flat=True)
    held = Member.objects.filter(pk__among=[*ids, *guardians])
    list(db.locked(held).order_by("pk").values_list("pk"))
    there = {
        each.pk: each
        for each in Member.objects.filter(pk__among=ids).select_related("user", "category")
    }
    since = _Since(
        used={each for uses in USES for each in uses(ids)},
        touched=set(_touched(batch, ids)),
    )
    outcomes: Counter[str] = Counter()
    for row in rows:
        member = there.get(row.member_id) if row.member_id else None
        row.outcome = _undone(row, member, since, batch.worked_for, now)
        outcomes["undone" if row.outcome == UNDONE else "kept"] += 1
    MemberImportRow.objects.bulk_update(rows, ["outcome"])
    return dict(outcomes)


def _touched(batch: MemberImport, ids: Sequence[UUID]) -> Iterator[UUID]:
    """Which of these members the desk has noted something of."""
    brought = batch.rows.exclude(guardianship=None).values("guardianship")
    ties = Guardianship.objects.exclude(pk__in=brought)
    noted: Sequence[tuple[Any, str]] = (
        (MemberPhoto.objects, "member"),
        (DeskNote.objects, "member"),
        (Block.objects.unchecked(), "member"),
        (ties, "child"),
        (ties, "guardian"),
    )
    for rows, who in noted:
        found = rows.filter(**{f"{who}__id__among": ids}).order_by()
        yield from found.values_list(f"{who}_id", flat=True)


def _stays(member: Member, since: "_Since") -> str:
    """Why a member whom the import has made cannot go again, if so."""
    if member.is_protected:
        return "protected"
    if member.pk in since.used or leaving.objections(member):
        return "borrowed"
    return "changed" if member.pk in since.touched else ""


def _is_confirmed(row: MemberImportRow, member: Member) -> bool:
    """Whether an address that the import has brought was confirmed since. Nobody's revision tells:
    it is the account that changes.
    """
    is_ours = row.opened_account or "email" in (row.before or {})
    return is_ours and member.is_verified


def _undone(
    row: MemberImportRow,
    member: Member | None,
    since: "_Since",
    actor: User | None,
    now: datetime,
) -> str:
    """Undo what was done for a row; what it came to."""
    if member is None:
        return "gone"
    if member.revision != row.revision or _is_confirmed(row, member):
        return "changed"
    if row.verdict == Verdict.NEW and row.was_used:
        return "borrowed"
    try:
        with transaction.atomic():
            if row.verdict == Verdict.UPDATE:
                _restore(row, member, actor, now)
            elif stays := _stays(member, since):
                return stays
            else:
                _remove(row, member, actor, now)
    except (LibraryError, Category.DoesNotExist):
        return "taken"
    return UNDONE


def _remove(row: MemberImportRow, member: Member, actor: User | None, now: datetime) -> None:
    """A member whom the import has made goes; an account that was there before stays."""
    if member.user and not row.opened_account:
        member.user = None
        member.save(update_fields=["user"])
    leaving.remove(member.pk, actor=actor, now=now, interface=INTERFACE)


def _restore(row: MemberImportRow, member: Member, actor: User | None, now: datetime) -> None:
    """A member whom the import has changed is as before."""
    before = dict(row.before or {})
    had_account, email = before.pop("had_account", True), before.pop("email", "")
    before.pop("guardian_card", None)
    guardians.end(row, actor=actor, now=now)
    for name, value in before.items():
        setattr(member, name, _said(name, value))
    facts = {name: getattr(member, name) for name in _FACTS}
    for name, value in registration.columns(registration.Facts(**facts)).items():
        setattr(member, name, value)
    user, closes = member.user, None
    if user and not had_account:
        member.user, closes = None, user if row.opened_account else None
    elif user and (email or "name" in before):
        users.change_email(user, email=email or user.email, name=member.name)
    member.revision += 1
    cards.save(member)
    if closes and not lookup.works_here(closes):
        outbox.forget(closes.email)
        browsers.end_all(closes)
        closes.delete()
    # What an earlier import has left is there again, and can be taken back in its turn.
    revisions.again(member, as_after=row.revision - 1)
    audit.record(
        "member.edited", actor=actor, now=now, interface=INTERFACE, member_id=member.pk, undone=True
    )


def _said(name: str, value: Any) -> Any:
    """A value of ``before`` as the member has it. Raises ``Category.DoesNotExist``."""
    if name == "category":
        return Category.objects.get(pk=value)
    return date.fromisoformat(value) if name in _DAYS and value else value
