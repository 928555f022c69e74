"""What the staff may do to a member, from the member's page."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.web.deeds import Deed, Link, offered
from members.models import Member

OFTEN: Final = (
    Deed(_("Serve at the desk"), "desk", "loans:desk", "loans.work_desk", "member={pk}"),
    Deed(_("Account"), "tag", "loans:account_of", "loans.work_desk"),
    Deed(_("Edit"), "edit", "members:edit", "members.change_member"),
    Deed(_("Renew the membership"), "renew", "members:renew", "members.change_member"),
    Deed(_("Family"), "users", "members:family", "members.change_member"),
    Deed(_("Leave a note"), "pin", "members:note", "members.view_member"),
    Deed(_("Block"), "lock", "members:block", "members.block_member"),
)
SELDOM: Final = (
    Deed(_("What happened"), "clock", "loans:timeline_of_member", "members.view_member"),
    Deed(_("Notices"), "mail", "members:notices", "members.view_notice", "q={card}"),
    Deed(_("Print the card"), "print", "members:cards", "members.change_member", "m={pk}"),
    Deed(_("Replace the card"), "card", "members:card", "members.change_member"),
    Deed(_("Photo"), "user", "members:photo_change", "members.change_member"),
)
PROTECT: Final = Deed(_("Protect"), "eye", "members:protect", "members.protect_member")
EXPOSE: Final = Deed(
    _("Take the protection off"), "eye", "members:protect", "members.protect_member"
)
PARTING: Final = (
    Deed(_("Merge"), "users", "members:merge_choose", "members.delete_member"),
    Deed(_("Delete"), "trash", "members:delete", "members.delete_member"),
)


def of_member(member: Member, user: User) -> dict[str, list[Link]]:
    """What this user may do every day, and everything else, for ``components/deeds.html``."""
    seldom = (*SELDOM, EXPOSE if member.is_protected else PROTECT, *PARTING)
    return {
        "deeds": offered(OFTEN, user, member.pk),
        "more_deeds": offered(seldom, user, member.pk, card=member.card_number),
    }
