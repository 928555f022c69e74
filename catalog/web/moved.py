"""Old addresses: a record, a name or a subject that was merged leads to the same part of what was
kept, for people and for programs.
"""

from collections.abc import Callable, Mapping
from functools import partial
from http import HTTPStatus
from typing import Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase

from catalog.models.headings import CONTRIBUTORS, SUBJECTS
from catalog.selectors import merged

_KEPT: Final[Mapping[str, Callable[[UUID], UUID | None]]] = {
    "book_id": merged.kept,
    "contributor_id": partial(merged.kept_heading, CONTRIBUTORS),
    "subject_id": partial(merged.kept_heading, SUBJECTS),
}
"""What was kept, by how addresses name what is asked for."""


class Moved:
    """Asks where an address leads once nothing was found there, so that it costs the others
    nothing. What is sent to an old address is refused as ever.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, or show the way."""
        response = self.get_response(request)
        if response.status_code == HTTPStatus.NOT_FOUND and request.method in {"GET", "HEAD"}:
            return _way_on(request) or response
        return response


def _way_on(request: HttpRequest) -> HttpResponse | None:
    """The same address of what was kept; nothing where nothing was merged."""
    asked = request.resolver_match.kwargs if request.resolver_match else {}
    for name, kept in _KEPT.items():
        if name in asked and (now := kept(asked[name])):
            address = request.get_full_path().replace(str(asked[name]), str(now), 1)
            response = HttpResponsePermanentRedirect(address)
            response["Cache-Control"] = "no-cache"  # a merge may be undone
            return response
    return None
