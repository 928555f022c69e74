"""A place where something about people is kept: what, for how long and why, and what of it its
owner gets when they ask for their data.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.services.retention import Term
from core import zips
from members.models import Member

Text = str | Promise
Rows = QuerySet[Any, Any]


def _nothing(_member: Member) -> Iterable[zips.File]:
    return ()


@dataclass(frozen=True)
class Export:
    """A file of one's own data: whose rows, in which order, and under which names their columns;
    and the files that lie beside it, where rows hold more than can be written down.
    """

    name: str
    rows: Callable[[Member], Rows]
    columns: Mapping[str, str]
    order: str
    beside: Callable[[Member], Iterable[zips.File]] = _nothing


@dataclass(frozen=True)
class Place:
    """A table (by its label) that holds something about people.

    ``since`` is the column that says how old a row is, ``named_by`` the one that is empty once the
    person has been forgotten. ``kept`` is a term, or says until when.
    Without an ``export`` there is a reason (``not_exported``).
    """

    table: str
    what: Text
    kept: Term | Text
    why: Text = ""
    since: str = ""
    export: Export | None = None
    not_exported: Text = ""
    named_by: str = ""

    @property
    def reason(self) -> str:
        """Why it is kept so long."""
        return str(self.kept.why if isinstance(self.kept, Term) else self.why)

    @property
    def until(self) -> str:
        """For how long it is kept."""
        if isinstance(self.kept, Term):
            days = self.kept.days()
            return str(_("%(days)s days") % {"days": days}) if days else str(_("until it ends"))
        return str(self.kept)


def owned(model: Any) -> Callable[[Member], Rows]:
    """The rows of ``model`` that are a member's."""
    return lambda member: model.objects.filter(member=member)


def columns(*names: str, **more: str) -> dict[str, str]:
    """Columns under their own names, and ``more`` under others."""
    return {name: name for name in names} | more
