"""The shape of the endpoints of this context."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, cast

from django.http import HttpResponse
from drf_spectacular.utils import OpenApiParameter

from accounts.models import User
from accounts.models.audit import Interface
from accounts.services import once
from catalog.errors import UnknownBranch
from catalog.models import Branch
from core.api.views import Endpoint
from core.errors import NotFound
from loans.services.situation import Desk

ONCE = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    description="1 to 200 visible ASCII characters. The same key with the same request gives the "
    "first answer again, with `Idempotency-Replayed: true`, and changes nothing.",
)


class LoanEndpoint(Endpoint):
    """Deeds are done once for each ``Idempotency-Key``."""

    @property
    def actor(self) -> User:
        """Who asks; whoever has not signed in does not come this far."""
        return cast(User, self.request.user)

    def desk(self, branch: Branch | None = None) -> Desk:
        """Who asks, and when."""
        return Desk(actor=self.actor, branch=branch, now=self.now, interface=Interface.API)

    def once(
        self, said: dict[str, Any], deed: Callable[[], Any], *, status: int = HTTPStatus.OK
    ) -> HttpResponse:
        """The answer of ``deed``, or the one it gave when this was asked before."""
        answer = once.run(
            self.request.headers.get("Idempotency-Key", ""),
            actor=self.actor,
            request=[self.request.method, self.request.path, said],
            now=self.now,
            deed=deed,
        )
        headers = {"Idempotency-Replayed": "true"} if answer.replayed else {}
        return HttpResponse(
            answer.body, status=status, content_type="application/json", headers=headers
        )


def branch_at(code: str) -> Branch:
    """The branch in use of an address. Raises ``NotFound``."""
    branch = Branch.objects.open().filter(code=code).first()
    if branch is None:
        raise NotFound
    return branch


def branch_called(code: str) -> Branch:
    """The branch in use with this code. Raises ``UnknownBranch``."""
    branch = Branch.objects.open().filter(code=code).first()
    if branch is None:
        raise UnknownBranch(branch=code)
    return branch
