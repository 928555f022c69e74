"""How a service is told who does a deed here."""

from typing import Any, cast

from django.http import HttpRequest

from accounts.models import User
from accounts.models.audit import Interface
from core import clock


def deed_of(request: HttpRequest) -> dict[str, Any]:
    """Who does it, when, and through which door."""
    return {
        "actor": cast(User, request.user),
        "now": clock.now(),
        "interface": Interface.ADMIN,
    }
