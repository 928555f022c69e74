"""Members as a file for spreadsheets."""

from collections.abc import Sequence
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core import tables
from core.tables import Cell, Table
from core.templatetags.ui import mark
from members import selectors
from members.models import Member


def found(typed: str, today: date) -> Table:
    """Everyone by name, or those who answer what was ``typed``."""
    members = Member.objects.matching(typed) if typed else Member.objects.all()
    rows = tables.by_key(selectors.with_details(members, today), order=("sort_name", "id"))
    columns = [
        _("Name"), _("Card"), _("Category"), _("Member until"), _("State"), _("E-mail"),
        _("Telephone"), _("Address"),
    ]  # fmt: skip
    return Table(_("members"), columns, (_cells(member, today) for member in rows))


def _cells(member: Member, today: date) -> Sequence[Cell]:
    return [
        member.name,
        member.card_number,
        member.category.name,
        member.expires_on,
        str(mark(selectors.state(member, today)).label),
        member.email,
        member.phone,
        member.address,
    ]


def expiring(members: QuerySet[Member]) -> Table:
    """Whose membership ends, with where they can be reached."""
    rows = tables.by_key(members, order=("expires_on", "id"))
    columns = [
        _("Name"), _("Card"), _("Category"), _("Member until"), _("E-mail"), _("Telephone"),
        _("Address"),
    ]  # fmt: skip
    cells = (
        [
            member.name, member.card_number, member.category.name, member.expires_on,
            member.email, member.phone, member.address,
        ]
        for member in rows
    )  # fmt: skip
    return Table(_("memberships"), columns, cells)
