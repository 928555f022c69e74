"""Roll-overs as pages show them."""

from collections.abc import Mapping
from uuid import UUID

from django.db.models import Count, QuerySet

from members import errors
from members.models import Member, MemberImport, RollOver, RollOverMember
from members.models.imports import Stage


def groups() -> Mapping[str, int]:
    """Every class with how many are in it, by name."""
    found = Member.objects.exclude(group="").order_by("group").values_list("group")
    return dict(found.annotate(count=Count("pk")))


def lists() -> QuerySet[MemberImport]:
    """The lists that members can be compared with, the newest first."""
    return MemberImport.objects.filter(stage=Stage.DONE)


def newest() -> QuerySet[RollOver]:
    """All roll-overs, the newest first."""
    return RollOver.objects.select_related("done_by")


def one(roll_over_id: UUID) -> RollOver:
    """A roll-over. Raises ``UnknownRollOver``."""
    found = newest().select_related("compared_with").filter(pk=roll_over_id).first()
    if found is None:
        raise errors.UnknownRollOver
    return found


def leavers(done: RollOver) -> QuerySet[RollOverMember]:
    """The leavers of a roll-over who are still noted, by name."""
    rows = done.members.filter(leaves=True).select_related("member__user", "member__category")
    return rows.order_by("member__sort_name", "member_id")
