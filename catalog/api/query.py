"""From the query of a list to what is wanted of the catalogue."""

from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import ValidationError

from catalog.api.serializers import BookQuery
from catalog.search import engine


@dataclass(frozen=True)
class Asked:
    """What a query asks for: which books, and whether they are to be counted."""

    wanted: engine.Wanted
    with_count: bool


def books_asked(query: QueryDict) -> Asked:
    """What ``query`` asks for.

    A parameter we do not know is refused: a filter that is silently passed over shows too much.
    Raises ``ValidationError``.
    """
    unknown = set(query) - set(BookQuery().fields) - BookQuery.NOT_FILTERS
    if unknown:
        raise ValidationError({name[:80]: [_("There is no such filter.")] for name in unknown})
    asked = BookQuery(data=query.dict())
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
        ordering=said["ordering"],
    )
    return Asked(wanted, with_count=bool(said["count"]))
