"""The library's doors: every route of the URLconf, and what happens to whoever knocks."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

METHODS: Final = ("GET", "POST", "PUT", "PATCH", "DELETE")
ROLES: Final = ("anonymous", "member", "volunteer", "librarian", "administrator")
ADMIN: Final = "admin/"
Row = dict[str, str]

OPEN, SIGN_IN, UNKNOWN, FORBIDDEN, ABSENT, NO_SUCH_METHOD = "o", "s", "1", "3", "4", "-"
"""The door opens; one is asked to sign in by page or (401) by program; one may not enter; there is
no such door for this one; nobody can knock that way.
"""
_BEHIND: Final = {200, 201, 202, 204, 304, 409, 410, 412, 415, 422}


def routes() -> Iterator[str]:
    """Every route but those of Django's administration, as it is written in the URLconf."""
    yield from (route for route in _beneath(get_resolver(), "") if not route.startswith(ADMIN))


def _beneath(resolver: URLResolver, prefix: str) -> Iterator[str]:
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route
        else:
            yield from _beneath(pattern, route)


@dataclass(frozen=True)
class Visitor:
    """Someone at the doors: a browser for pages, and a program for the API."""

    browser: Client
    program: Any

    def knock(self, method: str, route: str, address: str) -> Any:
        """The answer to an empty request."""
        if not route.startswith("api/"):
            return self.browser.generic(method, address)
        body = "" if method == "GET" else "{}"
        return self.program.generic(method, address, body, content_type="application/json")


def outcome(answer: Any) -> str:
    """What ``answer`` means for who knocked."""
    status = answer.status_code
    if status in {301, 302, 303}:
        asked = urlsplit(answer["Location"]).path in {"/sign-in", "/admin/login/"}
        return SIGN_IN if asked else OPEN
    if status in _BEHIND:
        return OPEN
    return {401: UNKNOWN, 403: FORBIDDEN, 404: ABSENT, 405: NO_SUCH_METHOD}.get(
        status, f"?{status}"
    )
