"""A search as a feed: what is new among the books that answer it."""

import hashlib

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed
from django.utils.http import parse_etags
from django.views.decorators.http import require_safe

from catalog.web import feeding

A_QUARTER_OF_AN_HOUR = 900


@require_safe
def atom(request: HttpRequest) -> HttpResponse:
    """As Atom (RFC 4287)."""
    return _answered(request, Atom1Feed, "application/atom+xml; charset=utf-8")


@require_safe
def rss(request: HttpRequest) -> HttpResponse:
    """As RSS 2.0."""
    return _answered(request, Rss201rev2Feed, "application/rss+xml; charset=utf-8")


def _answered(request: HttpRequest, form: type[SyndicationFeed], kind: str) -> HttpResponse:
    """The feed, or 304 to a reader that has it."""
    news = feeding.news(request.GET)
    said = f"{form.__name__} {request.get_full_path()} {news.digest}"
    tag = f'"{hashlib.sha256(said.encode()).hexdigest()[:24]}"'
    if tag in parse_etags(request.headers.get("If-None-Match", "")):
        response: HttpResponse = HttpResponseNotModified()
    else:
        feed = feeding.feed(form, news, request.path, request.GET)
        response = HttpResponse(feed.writeString("utf-8"), content_type=kind)
    response["ETag"] = tag
    response["Cache-Control"] = f"public, max-age={A_QUARTER_OF_AN_HOUR}"
    return response
