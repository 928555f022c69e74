"""Contributors and subjects of many books at once: found by name, or made."""

from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from catalog.domain import titles
from catalog.models import Contributor, Subject
from core import bulk
from core.ids import new_id

_KEPT: Final = 20_000
_SORTS: Final = {Contributor: ("name", "sort_name"), Subject: ("heading", "sort_heading")}


class Names:
    """The ids of headings, with a memory for those that come again and again."""

    def __init__(self, model: type[Contributor] | type[Subject]) -> None:
        self.model: Any = model
        self.column, self.sort = _SORTS[model]
        self.kept: dict[str, UUID] = {}

    def forget(self) -> None:
        """Ask the database again: something that was remembered has gone, or was never there."""
        self.kept.clear()

    def ids(self, names: Iterable[str]) -> tuple[dict[str, UUID], set[UUID]]:
        """The ids by name, and which of them were made now.

        Inserted in one order by everybody and with conflicts ignored, so that two who add the same
        new name at once neither fail nor block each other for ever.
        """
        wanted = set(names)
        found = {name: self.kept[name] for name in wanted if name in self.kept}
        missing = wanted - found.keys()
        found |= self._known(missing)
        made = self._made(sorted(missing - found.keys()))
        if missing_still := missing - found.keys() - made.keys():
            found |= self._known(missing_still)
        if len(self.kept) > _KEPT:
            self.kept.clear()
        self.kept |= found | made
        return found | made, set(made.values())

    def _known(self, names: set[str]) -> dict[str, UUID]:
        if not names:
            return {}
        rows = self.model.objects.filter(**{f"{self.column}__among": names}).order_by()
        return dict(rows.values_list(self.column, "id"))

    def _made(self, names: list[str]) -> dict[str, UUID]:
        """Those of ``names`` that nobody else was first with."""
        if not names:
            return {}
        ids = {name: new_id() for name in names}
        made = bulk.insert_missing(
            self.model,
            ("id", self.column, self.sort),
            [(ids[name], name, titles.name_key(name)) for name in names],
        )
        if made == len(ids):
            return ids
        there = self._known(set(names))
        return {name: row_id for name, row_id in ids.items() if there.get(name) == row_id}
