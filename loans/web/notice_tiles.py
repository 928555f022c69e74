"""Whether members were told what they should be, as a tile of the dashboard."""

from datetime import datetime, timedelta
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from loans.web.tiles import Tile
from members.models import Notice

LOOKED_AT: Final = timedelta(days=7)


def of(user: User, now: datetime) -> list[Tile]:
    """How many notices of the last days failed or found no way to their member."""
    lost = Notice.objects.not_sent(now - LOOKED_AT).count()
    url = reverse("members:notices") if user.has_perm("members.view_notice") else ""
    return [Tile(lost, _("Notices not sent this week"), "mail", "bad" if lost else "ok", url)]
