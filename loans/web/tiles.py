"""The figures of the day as tiles."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from loans.selectors.today import Figures


@dataclass(frozen=True)
class Tile:
    """A figure with its word; the tone says whether it wants something done."""

    value: int | str
    label: str
    icon: str
    tone: str = ""
    url: str = ""


def of(figures: Figures) -> list[Tile]:
    """The tiles in the order in which a morning asks for them."""
    late, failed = figures.overdue, figures.mail_failed
    return [
        Tile(figures.on_loan, _("On loan"), "books", "info"),
        Tile(figures.due_today, _("Due today"), "clock", "warn" if figures.due_today else ""),
        Tile(late, _("Overdue"), "alert", "bad" if late else "ok", "#overdue"),
        Tile(figures.lent_today, _("Lent today"), "lend"),
        Tile(figures.returned_today, _("Returned today"), "return"),
        Tile(figures.new_members, _("New members this week"), "users"),
        Tile(figures.mail_waiting, _("Mail waiting"), "mail"),
        Tile(failed, _("Mail not sent"), "refusal", "bad" if failed else "ok"),
    ]
