"""A book as something to cite."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.conf import settings

from catalog.domain import citations
from catalog.domain.citations import Cited


def page_url(book_id: UUID | str) -> str:
    """The address of a book's page, for the world."""
    return f"{settings.APP_BASE_URL}/books/{book_id}"


def cited(book: Mapping[str, Any]) -> Cited:
    """What a citation of ``book`` (see ``records.shown``) says."""
    by_role: dict[str, list[str]] = {}
    for each in book["contributors"]:
        by_role.setdefault(each["role"], []).append(each["name"])
    return Cited(
        title=book["title"],
        subtitle=book["subtitle"],
        authors=by_role.get("aut", []),
        editors=[*by_role.get("edt", []), *by_role.get("com", [])],
        translators=by_role.get("trl", []),
        edition=book["edition"],
        publisher=book["publisher"],
        year=book["year"],
        language=book["language"],
        isbn=book["isbn"],
        url=page_url(book["id"]),
    )


def pieces(citation: Mapping[str, str]) -> list[str]:
    """The pieces of a citation (see ``styles``), in their order."""
    return [citation[name] for name in ("before", "title", "after")]


def styles(book: Cited) -> list[dict[str, Any]]:
    """The citation in each style, in three pieces, the middle one to be set in italics."""
    made = ((name, style(book)) for name, style in citations.STYLES.items())
    return [
        {"style": name, "before": said.before, "title": said.title, "after": said.after}
        for name, said in made
    ]
