"""The tables of what members were told, of their photos, of who belongs to whom, and of records
that were one.
"""

from collections.abc import Iterator
from typing import Final

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core import zips
from loans.services.own_data.places import Export, Place, Rows, columns, owned
from members.models import (
    Bounce,
    DeskNote,
    Guardianship,
    Letter,
    Member,
    MemberImportRow,
    MemberMerge,
    MemberPhoto,
    Notice,
    RollOverMember,
    UnwantedNotice,
)
from members.services import roll_over
from members.services.imports import keeping

_AS_MEMBER: Final = _("until they leave")


def _family(member: Member) -> Rows:
    return Guardianship.objects.filter(Q(guardian=member) | Q(child=member))


def _merged(member: Member) -> Rows:
    return MemberMerge.objects.filter(kept=member)


def _photo(member: Member) -> Iterator[zips.File]:
    for jpeg in MemberPhoto.objects.filter(member=member).values_list("jpeg", flat=True):
        yield "photo.jpg", [bytes(jpeg)]


PLACES: Final = (
    Place(
        "members.MemberPhoto",
        _("Photos by which the desk knows members"),
        _("until it is removed, or they leave"),
        _("The desk sees whether the card is theirs."),
        "put_at",
        Export("photo", owned(MemberPhoto), columns("put_at"), "member_id", _photo),
    ),
    Place(
        "members.Notice",
        _("Notices: of what, when, and why one was not sent"),
        _("two years; what they say only until it is written"),
        _("The library has to show that it reminded somebody."),
        "told_at",
        Export(
            "told",
            owned(Notice),
            columns("event", "on", "state", "reason", "told_at", "handed_at"),
            "id",
        ),
    ),
    Place(
        "members.Letter",
        _("Letters on paper"),
        _("until thirty days after they were printed"),
        _("A letter that is lost on the way is printed again."),
        "written_at",
        Export(
            "paper", owned(Letter), columns("subject", "text", "written_at", "printed_at"), "id"
        ),
    ),
    Place(
        "members.UnwantedNotice",
        _("Notices that somebody does not want"),
        _AS_MEMBER,
        _("So that they get none."),
        export=Export("unwanted", owned(UnwantedNotice), columns("event"), "id"),
    ),
    Place(
        "members.Bounce",
        _("Addresses that mail came back from"),
        _("until the address is changed, or trusted again"),
        _("So that nobody writes there in vain."),
        "at",
        Export("bounced", owned(Bounce), columns("address", "said", "at"), "id"),
    ),
    Place(
        "members.DeskNote",
        _("Notes that the desk is shown"),
        _AS_MEMBER,
        _("They are shown until somebody ends them."),
        "made_at",
        Export("desk_notes", owned(DeskNote), columns("text", "made_at", "ended_at"), "id"),
    ),
    Place(
        "members.Guardianship",
        _("Who is a guardian of whom"),
        _("until it ends or one of them leaves"),
        _("Guardians act for their children."),
        "since",
        Export(
            "family",
            _family,
            columns("since", guardian="guardian__name", child="child__name"),
            "id",
        ),
    ),
    Place(
        "members.MemberMerge",
        _("Two records of one member that became one, and what they said before"),
        _AS_MEMBER,
        _("The other card must be known, and a mistake can be looked up."),
        "merged_at",
        Export("merged", _merged, columns("merged_at", "before"), "gone_id"),
    ),
    Place(
        "members.MemberImportRow",
        _("Rows of imported lists of members: what each changed"),
        keeping.KEPT,
        export=Export(
            "imported",
            owned(MemberImportRow),
            columns("name", "verdict", "notes", "before", at="batch__created_at"),
            "id",
        ),
    ),
    Place(
        "members.RollOverMember",
        _("Roll-overs of classes: the class and the last day before"),
        roll_over.KEPT,
        export=Export(
            "rolled_over",
            owned(RollOverMember),
            columns("was_group", "was_expires_on", "leaves", at="roll_over__done_at"),
            "id",
        ),
    ),
)
