"""The yearly roll-over: classes and memberships moved up in bulk, leavers found, all of it undone
again if need be; then the leavers are let go.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import structlog
from django.db import OperationalError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.services import audit
from accounts.services.retention import Term
from core import background, db, text
from members import errors
from members.models import (
    LeaveRequest,
    Member,
    MemberImport,
    MemberImportRow,
    RollOver,
    RollOverMember,
)
from members.models.imports import Verdict
from members.services import leaving, memberships, revisions

log = structlog.get_logger("library.roll_overs")
JOB: Final = "members.jobs.let_leavers_go"
KEPT: Final = Term(
    "members.roll_overs",
    _("Roll-overs of classes: which class members were in before"),
    400,
    _("A roll-over can be undone until the next one."),
)


@dataclass(frozen=True)
class Terms:
    """What becomes of the classes that take part: the next one, or nothing where its members leave.
    With a list to compare with, its word on the classes stands, and who is not in it leaves.
    ``expires_on`` is the last day of those who stay; none leaves theirs alone.
    """

    moves: Mapping[str, str]
    expires_on: date | None = None
    compared_with: MemberImport | None = None


@dataclass(frozen=True)
class Plan:
    """What a roll-over would do: who stays, with the class that they come into, and who leaves.
    ``sign`` is another when anything of it is. ``refused`` counts the rows of the list compared
    with that were refused: who stood in them may be among the leavers.
    """

    stay: Sequence[tuple[Member, str]] = ()
    leave: Sequence[Member] = ()
    sign: str = field(default="")
    refused: int = 0


def plan(terms: Terms) -> Plan:
    """What a roll-over on these ``terms`` would do now. Changes nothing."""
    return _planned(list(_taking_part(terms).order_by("sort_name", "id")), terms)


def _taking_part(terms: Terms) -> QuerySet[Member]:
    """The members of the classes. A protected record, such as that of a class, stays as it is."""
    return Member.objects.filter(group__in=list(terms.moves), is_protected=False)


def _planned(members: Sequence[Member], terms: Terms) -> Plan:
    rows = MemberImportRow.objects.filter(batch=terms.compared_with)
    listed, names = _listed(rows) if terms.compared_with else (set(), set())
    stay, leave = [], []
    for member in members:
        to = terms.moves[member.group]
        if terms.compared_with:
            is_listed = member.pk in listed or member.sort_name in names
            to = member.group if is_listed else ""
        if to:
            stay.append((member, to))
        else:
            leave.append(member)
    words = [str(terms.expires_on)]
    words += sorted(f"{each.pk} {each.revision} {to}" for each, to in stay)
    words += sorted(f"{each.pk} {each.revision}" for each in leave)
    sign = hashlib.sha256("\n".join(words).encode()).hexdigest()
    refused = rows.filter(verdict=Verdict.REFUSED).count() if terms.compared_with else 0
    return Plan(stay, leave, sign, refused)


def _listed(rows: QuerySet[MemberImportRow]) -> tuple[set[UUID], set[str]]:
    """Who stands in a list: the members whom its rows are about, and the folded names in rows that
    were refused for something else and are about nobody for sure.
    """
    members = rows.exclude(member=None).values_list("member_id", flat=True)
    unsure = rows.filter(member=None, verdict=Verdict.REFUSED).exclude(name="")
    names = {text.folded(name)[:200] for name in unsure.values_list("name", flat=True)}
    return set(members), names - {""}


def carry_out(
    terms: Terms, *, seen: str | None, actor: User, now: datetime, today: date, interface: str
) -> RollOver:
    """Move classes and memberships up; the membership of leavers ends ``today``, but they and all
    that is noted of them are still there. All at once or, when something fails, nothing.

    ``seen`` is the ``sign`` of the plan that was shown; ``None`` skips the question. Raises
    ``NobodyToRollOver``, ``RollOverChanged``, ``EndsTooLate``.
    """
    memberships.demand_end(terms.expires_on, today)
    with transaction.atomic():
        rows = db.locked(_taking_part(terms)).order_by("pk")
        made = _planned(list(rows), terms)
        if not made.stay and not made.leave:
            raise errors.NobodyToRollOver
        if seen is not None and seen != made.sign:
            raise errors.RollOverChanged
        done = RollOver.objects.create(
            moves=dict(terms.moves),
            expires_on=terms.expires_on,
            compared_with=terms.compared_with,
            counts={"stay": len(made.stay), "leave": len(made.leave)},
            done_at=now,
            done_by=actor,
        )
        _write(done, made, terms, today)
        ids = [{"member_id": each.pk} for each, _to in made.stay]
        said: dict[str, Any] = {"actor": actor, "now": now, "interface": interface}
        audit.record_each("member.rolled_over", ids, **said, roll_over=str(done.pk))
        ids = [{"member_id": each.pk} for each in made.leave]
        audit.record_each("member.found_leaving", ids, **said, roll_over=str(done.pk))
    return done


def _write(done: RollOver, made: Plan, terms: Terms, today: date) -> None:
    kept = []
    leavers = {each.pk for each in made.leave}
    for member, to in [*made.stay, *((each, each.group) for each in made.leave)]:
        leaves = member.pk in leavers
        was = {"was_group": member.group, "was_expires_on": member.expires_on}
        ends_on = min(member.expires_on, today) if leaves else terms.expires_on
        member.group, member.expires_on = to, ends_on or member.expires_on
        member.revision += 1
        kept.append(
            RollOverMember(
                roll_over=done, member=member, leaves=leaves, revision=member.revision, **was
            )
        )
    changed = [*(member for member, _to in made.stay), *made.leave]
    Member.objects.bulk_update(changed, ["group", "expires_on", "revision"], batch_size=200)
    RollOverMember.objects.bulk_create(kept, batch_size=200)


def undo(roll_over_id: UUID, *, actor: User, now: datetime, interface: str) -> RollOver:
    """Undo a roll-over: everyone is as before, but who has been changed since or was forgotten.
    Leavers that wait to be forgotten stay after all.

    Raises ``UnknownRollOver``, ``RollOverUndone``.
    """
    with transaction.atomic():
        done = _locked(roll_over_id)
        rows = {row.member_id: row for row in done.members.all()}
        members = db.locked(Member.objects.filter(pk__in=list(rows))).order_by("pk")
        same = [each for each in members if each.revision == rows[each.pk].revision]
        for member in same:
            row = rows[member.pk]
            member.group, member.expires_on = row.was_group, row.was_expires_on
            member.revision += 1
        Member.objects.bulk_update(same, ["group", "expires_on", "revision"], batch_size=200)
        for member in same:
            revisions.again(member, as_after=rows[member.pk].revision - 1)
        _ask_back(done)
        done.undone_at = now
        done.counts |= {"undone": len(same), "kept": len(rows) - len(same)}
        done.save(update_fields=["undone_at", "counts"])
        ids = [{"member_id": each.pk} for each in same]
        said: dict[str, Any] = {"actor": actor, "now": now, "interface": interface}
        audit.record_each("member.roll_over_undone", ids, **said, roll_over=str(done.pk))
    return done


def _ask_back(done: RollOver) -> None:
    """Leavers who were given up stay, whatever was changed of them since; who had asked to leave
    before leaves. The members are locked, so that none is given up meanwhile.
    """
    if done.let_go_at is None:
        return
    asked = done.members.filter(asked=True).values_list("member", flat=True)
    ours = LeaveRequest.objects.filter(asked_at__gte=done.let_go_at)
    ours.filter(member__in=list(asked)).delete()


def let_go(roll_over_id: UUID, *, actor: User, now: datetime, interface: str) -> RollOver:
    """Have the leavers of a roll-over forgotten in the background: those with nothing against it at
    once, the others as soon as it is settled. Who was changed since stays.

    Raises ``UnknownRollOver``, ``RollOverUndone``.
    """
    with transaction.atomic():
        done = _locked(roll_over_id)
        if done.let_go_at is None:
            done.let_go_at, done.let_go_by = now, actor
            done.save(update_fields=["let_go_at", "let_go_by"])
        audit.record(
            "roll_over.let_go", actor=actor, now=now, interface=interface, roll_over=str(done.pk)
        )
        background.soon(JOB)
    return done


def go_on(now: datetime) -> int:
    """Forget leavers that were let go, or note that they wait; how many were forgotten."""
    wanted = RollOverMember.objects.filter(
        leaves=True, asked=False, roll_over__let_go_at__isnull=False, roll_over__undone_at=None
    )
    gone = 0
    for pk, member_id in list(wanted.values_list("pk", "member_id")):
        try:
            gone += _one(pk, member_id, now) == "gone"
        except OperationalError:  # the database has gone: the next run goes on
            raise
        except Exception:  # the next must not wait for this one's fault
            log.exception("leaver_not_let_go", row=pk)
    return gone


def _one(row_id: int, member_id: UUID, now: datetime) -> str:
    """Let one leaver go; ``gone``, ``waits`` or ``stays``."""
    with transaction.atomic():
        member = db.locked(Member.objects.filter(pk=member_id)).first()
        rows = RollOverMember.objects.filter(pk=row_id, asked=False, roll_over__undone_at=None)
        row = rows.select_related("roll_over__let_go_by").first()
        if member is None or row is None or member.revision != row.revision:
            return "stays"
        if member.is_protected:  # since then; it can be let go when that is taken off
            return "stays"
        rows.update(asked=True)
        actor = row.roll_over.let_go_by
        left = leaving.ask(member_id, actor=actor, now=now, interface="job")
    return "waits" if left is None else "gone"


def clear(now: datetime) -> int:
    """Forget roll-overs that are too old; how many."""
    return RollOver.objects.filter(done_at__lt=KEPT.before(now)).delete()[0]


def _locked(roll_over_id: UUID) -> RollOver:
    done = db.locked(RollOver.objects.filter(pk=roll_over_id)).first()
    if done is None:
        raise errors.UnknownRollOver
    if done.undone_at is not None:
        raise errors.RollOverUndone
    return done
