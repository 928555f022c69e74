"""From the query of a list to what is wanted of the catalogue."""

from dataclasses import asdict, dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import ValidationError

from catalog.api.many_serializers import CopiesQuery
from catalog.api.serializers import BookQuery
from catalog.search import engine
from catalog.selectors import copies


@dataclass(frozen=True)
class Asked:
    """What a query asks for: which books, and whether they are to be counted and divided."""

    wanted: engine.Wanted
    with_count: bool
    with_facets: bool = False


def books_asked(query: QueryDict) -> Asked:
    """What ``query`` asks for.

    A parameter we do not know is refused: a filter that is silently passed over shows too much.
    Raises ``ValidationError``.
    """
    narrowing = set(query) - BookQuery.NOT_FILTERS
    if not narrowing:
        return Asked(engine.Wanted(), with_count=False)
    asked = BookQuery(data=query.dict())
    unknown = narrowing - set(asked.fields)
    if unknown:
        raise ValidationError({name[:80]: [_("There is no such filter.")] for name in unknown})
    asked.is_valid(raise_exception=True)
    said = asked.validated_data
    wanted = engine.Wanted(
        typed=said["q"],
        author=said["author"],
        subject=said["subject"],
        language=said["language"],
        year_from=said.get("year_from"),
        year_to=said.get("year_to"),
        branch=said["branch"],
        copy_type=said["type"],
        available=said["available"],
        contributor=said["contributor"],
        heading=said["heading"],
        decade=said.get("decade"),
        ordering=said["ordering"],
    )
    return Asked(wanted, with_count=bool(said["count"]), with_facets=said["facets"])


def told(asked: Asked, found: engine.Found) -> dict[str, Any]:
    """What an answer says beside the books: as far as it was asked for or there is something to
    say.
    """
    said: dict[str, Any] = {}
    if asked.with_count:
        said |= {"count": found.count.number, "count_is_exact": found.count.is_exact}
    if asked.with_facets:
        said |= {
            "facets": [
                {"name": facet.name, "choices": [asdict(choice) for choice in facet.choices]}
                for facet in found.facets
            ],
            "facets_are_sampled": found.is_sampled,
        }
    if found.suggestion:
        said["suggestion"] = found.suggestion
    if found.ignored:
        said["ignored"] = found.ignored
    return said


def copies_asked(query: QueryDict) -> copies.Wanted:
    """Which copies ``query`` asks for. Raises ``ValidationError``."""
    filters = {name: query[name] for name in query if name not in CopiesQuery.NOT_FILTERS}
    said = CopiesQuery.read(filters)
    return copies.Wanted(
        branch=said["branch"],
        copy_type=said["type"],
        state=said["state"],
        shelf_location=said["shelf_location"],
        first=said["call_number_from"],
        last=said["call_number_to"],
        more=said["only"],
        batch=str(said.get("batch", "")),
    )
