"""What a morning asks for about holds, as tiles of the dashboard."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from catalog.models import Branch
from loans.selectors import holds_pull, holds_seen
from loans.web.tiles import Tile


def of(branch: Branch, now: datetime) -> list[Tile]:
    """What is to be fetched from the shelves of a branch, and to be cleared from its hold shelf."""
    pull = len(holds_pull.at_branch(branch, now=now))
    clear = holds_seen.late_on_shelf(branch, now) + len(holds_seen.to_clear(branch))
    return [
        Tile(pull, _("To fetch for holds"), "hold", _tone(pull), reverse("loans:pull_list")),
        Tile(clear, _("Hold shelf to clear"), "shelf", _tone(clear), reverse("loans:shelf")),
    ]


def _tone(count: int) -> str:
    return "warn" if count else ""
