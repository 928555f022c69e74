"""What there is to do about members, as tiles of the dashboard, for those who may do it."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from loans.web.tiles import Tile
from members import selectors


def of(user: Any, today: date) -> list[Tile]:
    """Whom to check and whom to move up; a figure of nothing is no tile."""
    if not user.has_perm("members.change_member"):
        return []
    waiting, older = selectors.unchecked().count(), selectors.outgrown(today).count()
    tiles = [
        Tile(
            waiting, _("Registrations to be checked"), "users", "warn", reverse("members:unchecked")
        ),
        Tile(older, _("Members to move up"), "users", "info", reverse("members:outgrown")),
    ]
    return [tile for tile in tiles if tile.value]
