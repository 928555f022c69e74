"""Looks of the staff at a member's record are noted: at every page and every answer of the API that
has a member in its address, or what is a member's, and wherever a page says whom it shows.
"""

from collections.abc import Callable
from functools import partial
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import ResolverMatch

from accounts.models.audit import Interface
from core import clock
from core.web.middleware import is_api
from members.services import looks

_SEEN: Final = "library.member_seen"
_IN_QUERY: Final = ("member_id", "member")


def show(request: HttpRequest, member_id: UUID | None) -> None:
    """Say whom the page that is being made shows, where its address does not."""
    request.META[_SEEN] = member_id


class Looks:
    """Notes the look once the answer has gone well, so that who was refused has seen nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, then note."""
        response = self.get_response(request)
        if response.status_code == 200 and (find := _finder(request)):
            actor: Any = getattr(request, "user", None)
            is_staff = actor is not None and actor.has_perm("members.view_member")
            if is_staff and (seen := find()):
                how: dict[str, Any] = {"interface": _door(request), "is_part": _is_part(request)}
                looks.note(seen, actor=actor, now=clock.now(), **how)
        return response


def _finder(request: HttpRequest) -> Callable[[], UUID | None] | None:
    """How to find the member whom an answer shows: nothing where it shows none."""
    seen, match = request.META.get(_SEEN), request.resolver_match
    if seen is None and request.method == "GET" and match is not None:
        seen = match.kwargs.get("member_id") or _said(request, match)
        owned = [name for name in looks.OWNERS if name in match.kwargs]
        if seen is None and owned:
            return partial(looks.OWNERS[owned[0]], match.kwargs[owned[0]])
    return None if seen is None else partial(UUID, str(seen))


def _said(request: HttpRequest, match: ResolverMatch) -> UUID | None:
    """The member whom the administration shows, or who stands behind the question mark."""
    if match.url_name == "members_member_change":
        return _uuid(match.kwargs["object_id"])
    return next(filter(None, (_uuid(request.GET.get(name, "")) for name in _IN_QUERY)), None)


def _is_part(request: HttpRequest) -> bool:
    """Whether what is asked for stands within a page about the member."""
    return bool(request.resolver_match and request.resolver_match.view_name == "members:photo")


def _door(request: HttpRequest) -> str:
    match = request.resolver_match
    if is_api(request):
        return Interface.API
    if match and match.url_name == "desk":
        return Interface.DESK
    return Interface.ADMIN if match and match.app_name == "admin" else Interface.PAGE


def _uuid(said: str) -> UUID | None:
    try:
        return UUID(said)
    except ValueError:
        return None
