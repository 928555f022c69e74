"""What desks do, noted with what was before, so that it can be undone (see ``undo``).

A deed is watched from when its rows are locked, and noted when it is done, in its own transaction.
What members do by themselves and what the library does at night is no desk deed.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models.audit import Interface
from accounts.services.retention import Term
from loans.domain import undo
from loans.domain.undo import Change
from loans.models import AccountLine, Deed, DeedKind, DeedSubject, Hold, Loan
from loans.services import footprints
from loans.services.by import Teller
from loans.services.footprints import Reach, Rows
from members.models import Member

_DOORS: Final = (Interface.DESK, Interface.PAGE, Interface.API)
_SENTENCE: Final = 300
KEPT: Final = Term(
    "loans.deeds",
    _("What was before a deed of a desk, so that it can be undone"),
    30,
    _("A mistake is noticed within weeks. What was before tells who borrowed what."),
)


@dataclass(frozen=True)
class About:
    """What a deed is about, by id."""

    book: UUID | None = None
    copy: UUID | None = None
    member: UUID | None = None
    loan: UUID | None = None

    @property
    def kept(self) -> dict[str, str]:
        """As plain JSON."""
        return {name: str(each) for name, each in vars(self).items() if each}

    @classmethod
    def of(cls, deed: Deed) -> "About":
        """What a noted deed is about."""
        return cls(**{name: UUID(each) for name, each in deed.before["about"].items()})


@dataclass(frozen=True)
class Watch:
    """A deed under way: how far it may reach, and how things were when it began. Not ``on``, it
    looks at nothing and notes nothing.
    """

    desk: Teller
    reach: Reach
    on: bool = True
    before: Rows = field(default_factory=dict)

    def note(
        self,
        kind: DeedKind,
        sentence: str,
        about: About,
        *,
        made: Mapping[str, Model] | None = None,
        **more: Any,
    ) -> UUID | None:
        """Note the deed, which has ``made`` these rows (by table); its id. ``more`` is kept with
        it.
        """
        if not self.on:
            return None
        after = footprints.look(self.reach, self.before)
        for table, row in (made or {}).items():
            after |= footprints.of_instance(table, row)
        changed = undo.changes(self.before, after)
        return _note(kind, sentence, about, changed, self.desk, more)


def watch(desk: Teller, member: Member | None, reach: Reach) -> Watch:
    """Look at everything within ``reach`` before a deed for ``member``."""
    on = is_noted(desk, member)
    return Watch(desk, reach, on, footprints.look(reach) if on else {})


def is_noted(desk: Teller, member: Member | None) -> bool:
    """Whether it is a desk that acts, and not a member alone or a program at night."""
    alone = member is not None and desk.serves_oneself(member)
    return desk.interface in _DOORS and not alone


def note_entry(
    kind: DeedKind,
    sentence: str,
    member_id: UUID,
    line: UUID,
    charges: Sequence[UUID],
    desk: Teller,
) -> UUID | None:
    """Note an entry made in an account by hand, which is undone by reversing it; its id."""
    if desk.interface not in _DOORS:
        return None
    about = About(member=member_id)
    return _write(kind, sentence, about, {line, *charges}, desk, {"line": str(line)})


def older_than(before: datetime) -> list[UUID]:
    """The deeds that were noted before a moment, the oldest first."""
    return list(Deed.objects.filter(at__lt=before).order_by("seq").values_list("id", flat=True))


def forget(noted: Collection[UUID]) -> int:
    """Delete what was noted of some deeds; how many. The trail stays: only undo ends."""
    with transaction.atomic():
        return _delete(Deed.objects.filter(id__in=noted))


def forget_rows(rows: Collection[UUID]) -> int:
    """Delete what was noted of deeds that changed any of ``rows``; how many there were."""
    touched = DeedSubject.objects.filter(subject__in=rows).values("deed")
    return _delete(Deed.objects.filter(pk__in=touched))


def forget_member(member: Member) -> int:
    """Delete what was noted of deeds that were for a member who leaves, or changed a row of theirs;
    how many there were.
    """
    rows = [
        model._default_manager.filter(member=member).order_by().values_list("pk", flat=True)
        for model in (Loan, Hold, AccountLine)
    ]
    theirs = DeedSubject.objects.filter(subject__in=[pk for own in rows for pk in own])
    about = Q(before__about__member=str(member.pk)) | Q(pk__in=theirs.values("deed"))
    return _delete(Deed.objects.filter(about))


def _delete(noted: QuerySet[Deed]) -> int:
    found = list(noted.values_list("pk", flat=True))
    DeedSubject.objects.filter(deed__in=found).delete()
    return Deed.objects.filter(pk__in=found).delete()[0]


def _note(
    kind: DeedKind,
    sentence: str,
    about: About,
    changed: Sequence[Change],
    desk: Teller,
    more: Mapping[str, Any],
) -> UUID:
    subjects = {UUID(change.id) for change in changed if undo.depends(change)}
    kept = {"changes": [change.kept for change in changed], **more}
    return _write(kind, sentence, about, subjects, desk, kept)


def _write(
    kind: DeedKind,
    sentence: str,
    about: About,
    subjects: set[UUID],
    desk: Teller,
    kept: Mapping[str, Any],
) -> UUID:
    deed = Deed.objects.create(
        kind=kind,
        at=desk.now,
        actor=desk.actor,
        branch=desk.branch,
        interface=desk.interface,
        sentence=sentence[:_SENTENCE],
        before={"about": about.kept, **kept},
    )
    DeedSubject.objects.bulk_create(
        [DeedSubject(deed=deed, subject=subject) for subject in sorted(subjects)]
    )
    return deed.id
