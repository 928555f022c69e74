"""What may be done from a page, as links: those of every day in a row, the others under “More”."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import quote
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise


class Person(Protocol):
    """Whoever looks at a page, signed in or not."""

    def has_perm(self, perm: str, /) -> bool:
        """Whether they have this right."""
        ...


@dataclass(frozen=True)
class Deed:
    """A deed that pages offer to those who have ``permission``.

    ``page`` is the name of its address. That takes the row's id, or has ``query`` behind it: words
    with the places ``{pk}`` and whatever else the page says of the row.
    """

    label: str | Promise
    icon: str
    page: str
    permission: str
    query: str = ""


@dataclass(frozen=True)
class Link:
    """A deed as the template draws it."""

    label: str
    icon: str
    url: str


def offered(deeds: Iterable[Deed], person: Person, pk: UUID, **facts: Any) -> list[Link]:
    """Those of ``deeds`` that this person may do to the row ``pk``, in their order."""
    return [
        Link(str(deed.label), deed.icon, _address(deed, pk, facts))
        for deed in deeds
        if person.has_perm(deed.permission)
    ]


def _address(deed: Deed, pk: UUID, facts: dict[str, Any]) -> str:
    if not deed.query:
        return reverse(deed.page, args=[pk])
    said = {name: quote(str(fact), safe="") for name, fact in facts.items()}
    return f"{reverse(deed.page)}?{deed.query.format(pk=pk, **said)}"
