"""How a service is told who does a deed over REST."""

from typing import Any, cast

from accounts.models import User
from accounts.models.audit import Interface
from core.api.views import Endpoint


class Deeds(Endpoint):
    """An endpoint whose writes are done by someone we know."""

    @property
    def deed_of(self) -> dict[str, Any]:
        """Who does it, when, and through which door."""
        return {
            "actor": cast(User, self.request.user),
            "now": self.now,
            "interface": Interface.API,
        }
