"""What a feed of a search holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.conf import settings
from django.http import QueryDict
from django.urls import reverse
from django.utils.feedgenerator import SyndicationFeed
from django.utils.translation import gettext as _

from catalog.search import engine
from catalog.selectors import choices, citing, records
from catalog.web import results, shown
from catalog.web.forms import SearchForm

MOST: Final = 50


@dataclass(frozen=True)
class News:
    """The newest books of a search, and a digest of what a feed says of them."""

    title: str
    books: Sequence[Mapping[str, Any]]
    digest: str


def news(query: QueryDict) -> News:
    """The newest books that answer ``query``; a search that cannot be read finds nothing."""
    said = query.copy()
    said["ordering"] = "newest"
    form = SearchForm(said, choices=choices.to_narrow_by())
    if not form.is_valid():
        return News(settings.LIBRARY_NAME, [], "")
    found = engine.search(results.wanted(form), page_size=MOST)
    rows = records.these(found.book_ids)
    title = form.cleaned_data["q"] or _("New books")
    digest = " ".join(f"{row['id']}-{row['version']}" for row in rows)
    return News(
        f"{title} · {settings.LIBRARY_NAME}",
        [records.shown(row) for row in rows],
        f"{title} {digest}",
    )


def feed(form: type[SyndicationFeed], news: News, path: str, query: QueryDict) -> SyndicationFeed:
    """The feed in its form; every address in it is whole."""
    base = settings.APP_BASE_URL
    made = form(
        title=news.title,
        link=f"{base}{reverse('catalog:search')}?{urlencode(results.said(query))}",
        description=_("What is new in the catalogue of the library."),
        feed_url=f"{base}{path}?{urlencode(results.said(query))}",
    )
    for book in news.books:
        page = citing.page_url(book["id"])
        made.add_item(
            title=book["title"],
            link=page,
            unique_id=f"urn:uuid:{book['id']}",
            unique_id_is_permalink=False,
            description=_description(book),
            author_name=book["author"] or None,
            pubdate=book["created_at"],
            updateddate=book["created_at"],
            categories=book["subjects"],
        )
    return made


def _description(book: Mapping[str, Any]) -> str:
    """The book in a line: who made it, and its imprint; then what it is about."""
    line = " · ".join(filter(None, (book["author"], shown.imprint(book))))
    return "\n\n".join(filter(None, (line, book["description"])))
