"""Closing the trail batch by batch, proving that nobody has touched what was closed, and forgetting
people in it.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex
from typing import Any, Final
from uuid import UUID

import structlog
from django.db import IntegrityError, transaction
from django.db.models import Count, F, Max, Q

from accounts.domain import trail
from accounts.models import AuditEntry, AuditSeal
from core import bulk, db

BATCH: Final = 5_000
VERIFIED_AT_ONCE: Final = 40
"""So many seals are looked at by an ordinary check: those never looked at, then those looked at
longest ago.
"""
log = structlog.get_logger("library.audit")
_COLUMNS: Final = (
    "id",
    "action",
    "at",
    "interface",
    "book_id",
    "copy_id",
    "loan_id",
    "data",
    "actor_id",
    "member_id",
    "proofs",
)


@dataclass(frozen=True)
class Broken:
    """A seal that does not hold, and why: ``gap`` (seals before it are gone) or ``changed`` (an
    entry in it was changed, taken out or slipped in).
    """

    number: int
    why: str


def seal_all(*, now: datetime) -> int:
    """Seal every entry that is not; how many there were.

    Another who is at it keeps the rest: what is left is sealed next time.
    """
    sealed = 0
    while entries := _seal_batch(now):
        sealed += entries
    return sealed


def _seal_batch(now: datetime) -> int:
    """Seal the next entries, under their locks: nobody in them is forgotten meanwhile."""
    try:
        with transaction.atomic():
            open_entries = AuditEntry.objects.filter(seal=None).order_by("id")
            ids = list(db.locked(open_entries).values_list("id", flat=True)[:BATCH])
            if not ids:
                return 0
            last = head()
            made = AuditSeal(
                number=last.number + 1 if last else 1,
                entries=len(ids),
                salt=token_hex(32),
                sealed_at=now,
            )
            previous = last.digest if last else trail.BEFORE_THE_FIRST
            facts = _facts(AuditEntry.objects.filter(id__in=ids))
            made.digest = trail.seal(made.number, previous, made.salt, facts)
            made.save(force_insert=True)
            AuditEntry.objects.filter(id__in=ids).update(seal=made)
    except IntegrityError as error:
        if not db.breaks(error, "accounts_auditseal_pkey", "accounts_auditseal.number"):
            raise
        return 0
    # Kept outside the database too: whoever rewrote the whole trail could not rewrite this.
    log.info("audit.sealed", number=made.number, entries=made.entries, digest=made.digest)
    return made.entries


def broken(*, now: datetime, whole: bool = False) -> list[Broken]:
    """The seals that do not hold; notes when the others were found intact.

    Looks at the ``VERIFIED_AT_ONCE`` seals that need it most, or at the ``whole`` trail.
    """
    faults = list(_gaps())
    due = AuditSeal.objects.order_by(F("verified_at").asc(nulls_first=True), "-number")
    for seal in due if whole else due[:VERIFIED_AT_ONCE]:
        if _holds(seal):
            AuditSeal.objects.filter(pk=seal.pk).update(verified_at=now)
        else:
            faults.append(Broken(seal.number, "changed"))
    return faults


def head() -> AuditSeal | None:
    """The last seal. Its digest, written down elsewhere, proves the whole trail up to it."""
    return AuditSeal.objects.order_by("number").last()


def _gaps() -> Iterator[Broken]:
    """Where numbers are missing in the row of seals; one statement while there are none."""
    seals = AuditSeal.objects.aggregate(count=Count("number"), last=Max("number"))
    if seals["count"] == (seals["last"] or 0):
        return
    expected = 1
    for number in AuditSeal.objects.order_by("number").values_list("number", flat=True):
        if number != expected:
            yield Broken(number, "gap")
        expected = number + 1


def _holds(seal: AuditSeal) -> bool:
    before = AuditSeal.objects.filter(number=seal.number - 1).values_list("digest", flat=True)
    previous = before.first() or trail.BEFORE_THE_FIRST
    facts = _facts(AuditEntry.objects.filter(seal=seal.number))
    return seal.digest == trail.seal(seal.number, previous, seal.salt, facts)


def forget(
    *, member_id: UUID | None, user_id: UUID | None, among: Collection[int] | None = None
) -> int:
    """Take a person out of the trail, as member, as account and as the one who acted; from how many
    entries. In an entry that is sealed a proof takes the place of the id.

    Only ``among`` some entries, where just a part of what they did is to be forgotten. The entries
    are locked in the order of their ids, as a sealer locks them. Called in the transaction that
    deletes the person, or what the entries speak of as theirs.
    """
    about = Q(pk=None)
    if member_id is not None:
        about |= Q(member_id=member_id)
    if user_id is not None:
        about |= Q(actor=user_id) | Q(data__user=str(user_id))
    found = AuditEntry.objects.filter(about)
    if among is not None:
        found = found.filter(id__in=among)
    entries = list(db.locked(found.order_by("id")))
    salts = dict(
        AuditSeal.objects.filter(number__in={entry.seal_id for entry in entries}).values_list(
            "number", "salt"
        )
    )
    for entry in entries:
        _take_out({str(member_id), str(user_id)}, entry, salts.get(entry.seal_id or 0))
    changed = [(each.pk, each.actor_id, each.member_id, each.data, each.proofs) for each in entries]
    return bulk.update(AuditEntry, ("actor_id", "member_id", "data", "proofs"), changed)


def _take_out(ids: set[str], entry: AuditEntry, salt: str | None) -> None:
    """Take those whose ``ids`` these are out of ``entry``, sealed with ``salt`` if it is."""
    for part, person in _people(entry.actor_id, entry.member_id, entry.data).items():
        if person is None or str(person) not in ids:
            continue
        if salt is not None:
            kept = trail.proof(salt, entry.pk, part, person)
            entry.proofs = {**(entry.proofs or {}), part: kept}
        if part == "user":
            del entry.data["user"]
        else:
            setattr(entry, f"{part}_id", None)


def _facts(entries: Any) -> Iterator[trail.Facts]:
    for row in entries.order_by("id").values_list(*_COLUMNS, named=True):
        yield trail.Facts(
            id=row.id,
            action=row.action,
            at=row.at,
            interface=row.interface,
            subjects=(row.book_id, row.copy_id, row.loan_id),
            data={key: value for key, value in row.data.items() if key != "user"},
            people=_people(row.actor_id, row.member_id, row.data),
            proofs=row.proofs or {},
        )


def _people(actor: Any, member: Any, data: dict[str, Any]) -> dict[str, Any]:
    return dict(zip(trail.PEOPLE, (actor, member, data.get("user")), strict=True))
