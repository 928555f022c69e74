"""What imports and roll-overs remember of members.

It holds for one revision of the member. When a later change is
undone, the member is again as after an earlier one, which can then be undone in its turn.
"""

from typing import Final

from django.db.models import Q

from members.models import Member, MemberImportRow, RollOverMember

NEVER: Final = 0
"""A revision that no member has."""


def again(member: Member, *, as_after: int) -> None:
    """``member`` is again as they were in revision ``as_after``."""
    for model in (MemberImportRow, RollOverMember):
        rows = model._default_manager.filter(member=member, revision=as_after)
        rows.update(revision=member.revision)


def forget(member: Member) -> None:
    """A member leaves: of the rows of lists about them only the verdict stays. Rows that were
    refused are theirs by the name that stands in them, or by the card of a guardian whom nobody
    knew then.
    """
    mine = Q(member=member) | Q(member=None, name=member.name)
    sought = MemberImportRow.objects.filter(code="unknown_guardian")
    sought.filter(params__card=member.card_number).update(params={})
    MemberImportRow.objects.filter(mine).update(name="", params={}, notes=[], before=None)


def follow(gone: Member, kept: Member) -> None:
    """One record is merged into another: what is remembered follows, but where both are in one
    import or roll-over. It was done to another record, so that it cannot be undone to this one.
    """
    batches = MemberImportRow.objects.filter(member=kept).values_list("batch", flat=True)
    rows = MemberImportRow.objects.filter(member=gone)
    rows.filter(batch__in=list(batches)).update(
        member=None, name="", params={}, notes=[], before=None
    )
    rows.update(member=kept, revision=NEVER)
    both = RollOverMember.objects.filter(member=kept).values_list("roll_over", flat=True)
    rolled = RollOverMember.objects.filter(member=gone).exclude(roll_over__in=list(both))
    rolled.update(member=kept, revision=NEVER)


def note_use(member: Member) -> None:
    """Something that tells of ``member`` using the library is forgotten: that they did is not, as
    long as the import that made them could be taken back.
    """
    MemberImportRow.objects.filter(member=member).update(was_used=True)
