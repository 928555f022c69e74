"""A merge of two names or subjects undone: both are there again, each in its own books."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from accounts.models import User
from accounts.services import audit
from catalog import errors
from catalog.domain import titles
from catalog.models import HeadingMerge
from catalog.models.headings import Kind
from catalog.services import heading_deeds, heading_history
from catalog.services.heading_history import Place

Link = Mapping[str, Any]


def part(
    kind: Kind, kept_id: UUID, gone_id: UUID, *, actor: User, now: datetime, interface: str
) -> None:
    """Undo the merge of ``gone_id`` into ``kept_id``. A book that has been edited since, so that it
    has neither of the two any more, stays as it is.

    Raises ``UnknownHeading`` where the kept one was itself merged since, ``UnknownMerge``,
    ``HeadingTaken`` where something else is called so by now, ``HeadingChanged``.
    """
    said: dict[str, Any] = {"actor": actor, "now": now, "interface": interface}
    heading_deeds.under_lock(
        kind, [kept_id], lambda rows: _part(kind, rows[kept_id], gone_id, said)
    )


def _part(kind: Kind, kept: Any, gone_id: UUID, said: dict[str, Any]) -> None:
    merge = HeadingMerge.objects.filter(word=kind.word, gone_id=gone_id, kept_id=kept.pk).first()
    if merge is None:
        raise errors.UnknownMerge
    name, before = merge.gone_name, merge.before
    if kind.name_of(kept) == name:
        raise errors.HeadingTaken(heading=name)
    heading_deeds.demand_free(kind, name, kept.pk)
    kind.aliases.filter(**{kind.word: kept, kind.column: name}).delete()
    columns = {"pk": gone_id, kind.column: name, kind.sort: titles.name_key(name)}
    with heading_deeds.taken_by_none(kind.model, kind, name):
        back = kind.rows.create(**columns)
    names = {f"{kind.column}__in": before["aliases"]}
    kind.aliases.filter(**{kind.word: kept, **names}).update(**{kind.word: back})
    moved, doubles = _hang_back(kind, kept, back, before["links"])
    merge.delete()
    audit.record(
        f"{kind.word}.parted",
        heading=kept.pk,
        other=gone_id,
        other_name=name,
        kept_name=kind.name_of(kept),
        books=heading_deeds.found_anew(kind, kept.pk) + heading_deeds.found_anew(kind, back.pk),
        **said,
    )
    heading_history.note(kind, moved, before=kind.name_of(kept), after=name, **said)
    heading_history.note(kind, doubles, before="", after=name, **said)


def _hang_back(
    kind: Kind, kept: Any, back: Any, links: Sequence[Link]
) -> tuple[list[Place], list[Place]]:
    """Hang the books on ``back`` that had it, where they have ``kept`` in the same place still. The
    places that have it instead of ``kept`` now, and those that have both.
    """
    changed: list[Place] = []
    both: list[Place] = []
    of_role: dict[str, list[Link]] = defaultdict(list)
    for link in links:
        of_role[link["role"]].append(link)
    for role, hung in of_role.items():
        in_role = {"role": role} if role else {}
        there = kind.links.filter(**{kind.word: kept, **in_role})
        alone = [UUID(link["book"]) for link in hung if not link["is_double"]]
        moved = there.filter(book__id__among=alone)
        changed += [(book, role) for book in moved.values_list("book", flat=True)]
        moved.update(**{kind.word: back})
        doubles = {UUID(link["book"]): link for link in hung if link["is_double"]}
        still = list(there.filter(book__id__among=list(doubles)).values_list("book", flat=True))
        both += [(book, role) for book in still]
        kind.links.bulk_create(
            kind.link(
                **{"book_id": book, kind.word: back, **in_role, **_place(doubles[book], role)}
            )
            for book in still
        )
    return changed, both


def _place(link: Link, role: str) -> dict[str, int]:
    """Where in the book it stands; subjects stand nowhere."""
    return {"position": link["position"]} if role else {}
