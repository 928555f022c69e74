"""Answers to conditional requests (RFC 9110, section 13): nothing is sent that the client has."""

import hashlib
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.utils.http import parse_etags
from rest_framework.request import Request

from core.errors import LibraryError
from core.jsons import dumps

# Anyone may keep the answer, and asks each time whether it is still true: that costs a 304.
FOR_ALL: Final = "no-cache"
FOR_ONE: Final = "private, no-cache"


def tagged(
    request: HttpRequest | Request,
    etag: str,
    body: bytes | str,
    *,
    status: int = HTTPStatus.OK,
    keep: str = FOR_ALL,
) -> HttpResponse:
    """``body`` under its entity tag, or 304 to a read by a client that has it."""
    is_read = request.method in {"GET", "HEAD"}
    if is_read and has(etag, request.META.get("HTTP_IF_NONE_MATCH", "")):
        response = HttpResponse(status=HTTPStatus.NOT_MODIFIED)
    else:
        response = HttpResponse(body, status=status, content_type="application/json")
    response["ETag"] = etag
    response["Cache-Control"] = keep
    return response


def listed(request: Request, data: Any) -> HttpResponse:
    """A list, tagged by a digest of what it says."""
    body = dumps(data)
    return tagged(request, f'"{hashlib.sha256(body).hexdigest()[:24]}"', body)


def revision_wanted(request: Request, revision: int, stale: type[LibraryError]) -> int:
    """The revision that an edit begins from: that of ``If-Match``, or the present ``revision``
    where nothing is said.

    A tag of ours is the revision and the version; a loan changes only the latter and makes no edit
    stale. Raises ``stale`` when no tag names the present revision.
    """
    said = request.headers.get("If-Match", "").strip()
    if said and said != "*" and str(revision) not in set(_revisions(parse_etags(said))):
        raise stale
    return revision


def _revisions(tags: Iterable[str]) -> Iterable[str]:
    return (tag.removeprefix("W/").strip('"').split("-")[0] for tag in tags)


def has(etag: str, said: str) -> bool:
    """Whether ``If-None-Match`` names ``etag``; weak tags will do for a read."""
    tags = parse_etags(said) if said else []
    return tags == ["*"] or etag in {tag.removeprefix("W/") for tag in tags}
