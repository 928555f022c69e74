"""Contributors and subjects of many books at once: found by any of their names, or made."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Final
from uuid import UUID

from catalog.domain import titles
from catalog.models.headings import Kind
from core import bulk, db
from core.ids import new_id

_KEPT: Final = 20_000


@dataclass(frozen=True)
class Called:
    """The headings that some names stand for, by their ids: ``new`` are those that were made now,
    ``own`` says how each is called, and ``others`` how else.
    """

    ids: Mapping[str, UUID]
    new: set[UUID]
    own: Mapping[UUID, str]
    others: Mapping[UUID, Collection[str]]

    def found_by(self, names: Iterable[str]) -> list[str] | None:
        """What a book with these names is found by: its headings' own names, and behind them their
        others. Nothing where that is the names themselves.
        """
        said = list(dict.fromkeys(names))
        headings = dict.fromkeys([self.ids[name] for name in said])
        others = sorted(chain.from_iterable(self.others.get(row_id, ()) for row_id in headings))
        found = list(dict.fromkeys([*(self.own[row_id] for row_id in headings), *others]))
        return None if found == said else found


class Names:
    """The ids of headings, with a memory for those that come again and again."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        self.kept: dict[str, UUID] = {}

    def forget(self) -> None:
        """Ask the database again: something that was remembered has gone, or was never there."""
        self.kept.clear()

    def called(self, names: Iterable[str]) -> Called:
        """The headings with these names, own or other, made where they are not there yet. To the
        end of the transaction they stay, and stay called so.

        Inserted in one order by everybody and with conflicts ignored, so that two who add the same
        new name at once neither fail nor block each other for ever.
        """
        wanted, new = set(names), set[UUID]()
        while True:
            found = {name: self.kept[name] for name in wanted & self.kept.keys()}
            found |= self._known(wanted - found.keys())
            made = self._made(sorted(wanted - found.keys()))
            found |= self._known(wanted - found.keys() - made.keys()) | made
            new |= set(made.values())
            own, others = self._named(db.pinned(self.kind.model, set(found.values())))
            right = {
                name: row_id
                for name, row_id in found.items()
                if name == own.get(row_id) or name in others.get(row_id, ())
            }
            self._remember(right, found.keys() - right.keys())
            if len(right) == len(wanted):
                return Called(right, new, own, others)

    def _remember(self, right: Mapping[str, UUID], wrong: Iterable[str]) -> None:
        if len(self.kept) > _KEPT:
            self.kept.clear()
        self.kept |= right
        for name in wrong:  # renamed or gone since
            self.kept.pop(name, None)

    def _known(self, names: set[str]) -> dict[str, UUID]:
        """The ids of the headings called so: what is nobody's own name may be another name."""
        column, found = self.kind.column, dict[str, UUID]()
        for rows, heading in (self.kind.rows, "pk"), (self.kind.aliases, self.kind.word):
            if left := names - found.keys():
                known = rows.filter(**{f"{column}__among": left}).order_by()
                found |= dict(known.values_list(column, heading))
        return found

    def _named(self, ids: Collection[UUID]) -> tuple[dict[UUID, str], dict[UUID, list[str]]]:
        """The own names of these headings, and the other names of those that have any."""
        column, word = self.kind.column, self.kind.word
        rows = self.kind.rows.filter(id__among=ids).order_by()
        others: dict[UUID, list[str]] = {}
        aliases = self.kind.aliases.filter(**{f"{word}__id__among": ids}).order_by()
        for row_id, other in aliases.values_list(word, column):
            others.setdefault(row_id, []).append(other)
        return dict(rows.values_list("id", column)), others

    def _made(self, names: list[str]) -> dict[str, UUID]:
        """Those of ``names`` that nobody else was first with."""
        if not names:
            return {}
        ids = {name: new_id() for name in names}
        made = bulk.insert_missing(
            self.kind.model,
            ("id", self.kind.column, self.kind.sort),
            [(ids[name], name, titles.name_key(name)) for name in names],
        )
        if made == len(ids):
            return ids
        there = self._known(set(names))
        return {name: row_id for name, row_id in ids.items() if there.get(name) == row_id}
