"""One URL, two sizes: the whole page, or the piece of it that htmx swaps in."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Protocol

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers


class _Htmx(Protocol):
    boosted: bool
    history_restore_request: bool

    def __bool__(self) -> bool: ...


def wants_fragment(request: HttpRequest) -> bool:
    """Whether htmx asks for a piece of the page, and not for the page itself."""
    htmx: _Htmx = request.htmx  # type: ignore[attr-defined]
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def page_or_fragment(
    request: HttpRequest,
    template: str,
    fragment: str,
    context: Mapping[str, Any],
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    """Render ``template``, or under htmx its partial ``fragment``; caches are told that the two
    differ.
    """
    name = f"{template}#{fragment}" if wants_fragment(request) else template
    response = render(request, name, dict(context), status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response
