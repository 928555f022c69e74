"""What a search answers, as plain values: for pages, for the API, for feeds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID


@dataclass(frozen=True)
class Count:
    """How many books were found: exactly, or "at least" where counting on would take long."""

    number: int
    is_exact: bool


@dataclass(frozen=True)
class Choice:
    """One way to narrow a search by a facet, and how many of the books it would leave.

    ``value`` goes into the query. ``label`` is what the library calls it: a branch's name, a
    heading; of languages it is the code.
    """

    value: str
    label: str
    count: int
    is_chosen: bool = False


@dataclass(frozen=True)
class Facet:
    """One side by which a search can be narrowed.

    ``name`` is the parameter of the query: available, branch, type, language, decade, heading,
    contributor.
    """

    name: str
    choices: Sequence[Choice]


@dataclass(frozen=True)
class Found:
    """A page of the books that answer a search, best first or as asked.

    ``next`` and ``previous`` are cursors, empty where there is no such page. ``facets`` are there
    when they were asked for; ``is_sampled`` says that they were counted over the most popular of
    the books found, not over all. ``suggestion`` is the search that was probably meant where
    nothing was found. ``ignored`` names what was typed and not looked for.
    """

    book_ids: Sequence[UUID] = ()
    next: str = ""
    previous: str = ""
    count: Count = Count(0, is_exact=True)
    facets: Sequence[Facet] = ()
    is_sampled: bool = False
    suggestion: str = ""
    ignored: Sequence[str] = ()
    versions: Mapping[UUID, int] = field(default_factory=dict)
    """The versions of these books, where they were met on the way."""
