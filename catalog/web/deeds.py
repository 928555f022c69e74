"""How a service is told who does a deed on a page."""

from typing import Any, cast

from django.views.generic import View

from accounts.models import User
from accounts.models.audit import Interface
from core import clock
from core.web.views import StaffPage


class StaffDeed(StaffPage, View):
    """A page of staff that changes something."""

    @property
    def deed_of(self) -> dict[str, Any]:
        """Who does it, when, and through which door."""
        return {
            "actor": cast(User, self.request.user),
            "now": clock.now(),
            "interface": Interface.PAGE,
        }
