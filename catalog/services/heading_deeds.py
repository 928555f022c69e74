"""Contributors and subjects kept in order: renamed, given other names, merged. Every book that has
the heading follows at once: in what it shows, and in what it is found by.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from functools import partial
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import Model

from accounts.models import User
from accounts.services import audit
from catalog import errors
from catalog.domain import titles
from catalog.models import Book
from catalog.models.headings import CONTRIBUTORS, SUBJECTS, Kind
from catalog.search import index
from catalog.services import changes, heading_history, heading_trail
from catalog.services.heading_history import Place
from core import db

_TRIES: Final = 3
_AT_ONCE: Final = 500


class _Moved(Exception):
    """A book got the heading while we waited for the locks."""


def rename(
    kind: Kind,
    row_id: UUID,
    name: str,
    *,
    keep_old: bool = False,
    actor: User,
    now: datetime,
    interface: str,
) -> None:
    """Change how a heading reads, in every book at once. With ``keep_old`` the former name stays as
    another name of it. Raises ``UnknownHeading``, ``HeadingTaken``, ``HeadingChanged``.
    """
    said: dict[str, Any] = {"actor": actor, "now": now, "interface": interface}
    under_lock(kind, [row_id], lambda rows: _rename(kind, rows[row_id], name, keep_old, said))


def set_aliases(
    kind: Kind,
    row_id: UUID,
    names: Sequence[str],
    *,
    actor: User,
    now: datetime,
    interface: str,
) -> None:
    """Give a heading these other names and no more. Raises ``UnknownHeading``, ``HeadingChanged``,
    and ``HeadingTaken`` when one of them is another heading, or another name of another.
    """
    said: dict[str, Any] = {"actor": actor, "now": now, "interface": interface}
    under_lock(kind, [row_id], lambda rows: _set_aliases(kind, rows[row_id], names, said))


def describe(
    kind: Kind,
    row_id: UUID,
    *,
    name: str,
    aliases: Sequence[str],
    keep_old: bool = False,
    actor: User,
    now: datetime,
    interface: str,
) -> None:
    """``rename`` and ``set_aliases`` in one deed; with ``keep_old`` the former name is among the
    other names, whether it is named or not. Raises as both.
    """
    said: dict[str, Any] = {"actor": actor, "now": now, "interface": interface}

    def described(rows: Mapping[UUID, Any]) -> None:
        old = kind.name_of(rows[row_id])
        _rename(kind, rows[row_id], name, keep_old, said)
        kept = [old] if keep_old and old != name else []
        _set_aliases(kind, rows[row_id], [*kept, *aliases], said)

    under_lock(kind, [row_id], described)


def merge(
    kind: Kind, gone_id: UUID, kept_id: UUID, *, actor: User, now: datetime, interface: str
) -> None:
    """Two headings are one: every book of ``gone_id`` gets the other, whose other name the former
    becomes. ``heading_partings`` undoes it. Raises ``UnknownHeading``, ``MergeWithItself``,
    ``HeadingChanged``.
    """
    if gone_id == kept_id:
        raise errors.MergeWithItself
    said: dict[str, Any] = {"actor": actor, "now": now, "interface": interface}
    under_lock(
        kind, [gone_id, kept_id], lambda rows: _merge(kind, rows[gone_id], rows[kept_id], said)
    )


def rename_contributor(
    contributor_id: UUID, name: str, *, actor: User, now: datetime, interface: str
) -> None:
    """``rename`` a contributor."""
    rename(CONTRIBUTORS, contributor_id, name, actor=actor, now=now, interface=interface)


def rename_subject(
    subject_id: UUID, heading: str, *, actor: User, now: datetime, interface: str
) -> None:
    """``rename`` a subject."""
    rename(SUBJECTS, subject_id, heading, actor=actor, now=now, interface=interface)


def under_lock(
    kind: Kind, row_ids: Sequence[UUID], deed: Callable[[Mapping[UUID, Any]], None]
) -> None:
    """Do ``deed`` with the headings, in a transaction that has locked their books and then them, as
    an edit of a book does: so neither waits for the other in a circle.

    Which books have a heading may change until the heading is locked: then all is let go and tried
    again.
    """
    for _try in range(_TRIES):
        try:
            with transaction.atomic():
                deed(_locked(kind, row_ids))
                return
        except _Moved:
            continue
    raise errors.HeadingChanged


def _locked(kind: Kind, row_ids: Sequence[UUID]) -> dict[UUID, Any]:
    """The headings, locked also against books that are about to get them. Raises
    ``UnknownHeading``.
    """
    links = kind.links.filter(**{f"{kind.word}__in": row_ids}).values("book")
    books = db.locked(Book.objects.filter(pk__in=links).order_by("pk")).values_list("pk", flat=True)
    seen = set(books)
    rows = kind.rows.filter(pk__in=row_ids).order_by("pk").select_for_update()
    found = {row.pk: row for row in rows}
    if len(found) != len(row_ids):
        raise errors.UnknownHeading
    if not seen.issuperset(links.values_list("book", flat=True)):
        raise _Moved
    return found


def _rename(kind: Kind, row: Any, name: str, keep_old: bool, said: dict[str, Any]) -> None:
    old = kind.name_of(row)
    if old == name:
        return
    demand_free(kind, name, row.pk)
    kind.aliases.filter(**{kind.word: row, kind.column: name}).delete()
    _write(kind, row.pk, name)
    setattr(row, kind.column, name)
    if keep_old:
        _add_aliases(kind, row, [old])
    touched = found_anew(kind, row.pk)
    audit.record(
        f"{kind.word}.renamed", heading=row.pk, before=old, after=name, books=touched, **said
    )
    links = kind.links.filter(**{kind.word: row}).order_by("pk").iterator(chunk_size=_AT_ONCE)
    heading_history.note(kind, map(heading_history.place, links), before=old, after=name, **said)


def _set_aliases(kind: Kind, row: Any, names: Sequence[str], said: dict[str, Any]) -> None:
    wanted = [name for name in dict.fromkeys(names) if name != kind.name_of(row)]
    own = kind.aliases.filter(**{kind.word: row})
    before = {kind.name_of(alias) for alias in own}
    if before == set(wanted):
        return
    new = sorted(set(wanted) - before)
    for name in new:
        demand_free(kind, name, row.pk)
    own.exclude(**{f"{kind.column}__in": wanted}).delete()
    _add_aliases(kind, row, new)
    touched = found_anew(kind, row.pk)
    audit.record(
        f"{kind.word}.other_names",
        heading=row.pk,
        before=sorted(before),
        after=sorted(wanted),
        books=touched,
        **said,
    )


def _merge(kind: Kind, gone: Any, kept: Any, said: dict[str, Any]) -> None:
    gone_id, gone_name, kept_name = gone.pk, kind.name_of(gone), kind.name_of(kept)
    heading_trail.remember(kind, gone, kept, actor=said["actor"], now=said["now"])
    moved, doubles = _move_links(kind, gone, kept)
    kind.aliases.filter(**{kind.word: gone}).update(**{kind.word: kept})
    gone.delete()
    _add_aliases(kind, kept, [gone_name])
    touched = found_anew(kind, kept.pk)
    audit.record(
        f"{kind.word}.merged",
        heading=kept.pk,
        gone=gone_id,
        gone_name=gone_name,
        kept_name=kept_name,
        moved=sorted({str(book_id) for book_id, _role in [*moved, *doubles]}),
        books=touched,
        **said,
    )
    heading_history.note(kind, moved, before=gone_name, after=kept_name, **said)
    heading_history.note(kind, doubles, before=gone_name, after="", **said)


def demand_free(kind: Kind, name: str, row_id: UUID) -> None:
    """Whether no other heading is called ``name``. Raises ``HeadingTaken``."""
    taken = kind.rows.filter(**{kind.column: name}).exclude(pk=row_id).exists()
    other = kind.aliases.filter(**{kind.column: name}).exclude(**{kind.word: row_id}).exists()
    if taken or other:
        raise errors.HeadingTaken(heading=name)


def _write(kind: Kind, row_id: UUID, name: str) -> None:
    columns = {kind.column: name, kind.sort: titles.name_key(name)}
    with taken_by_none(kind.model, kind, name), transaction.atomic():
        kind.rows.filter(pk=row_id).update(**columns)


def _add_aliases(kind: Kind, row: Any, names: Sequence[str]) -> None:
    with taken_by_none(kind.alias, kind, names[0] if names else ""), transaction.atomic():
        kind.aliases.bulk_create(
            kind.alias(**{kind.word: row, kind.column: name, kind.sort: titles.name_key(name)})
            for name in names
        )


def taken_by_none(model: type[Model], kind: Kind, name: str) -> AbstractContextManager[None]:
    """Raises ``HeadingTaken`` where a row of ``model`` is called so already."""
    taken = partial(errors.HeadingTaken, heading=name)
    column = f"{model._meta.db_table}.{kind.column}"
    return db.refusing(kind.law_of(model), column, refusal=taken)


def _move_links(kind: Kind, gone: Any, kept: Any) -> tuple[list[Place], list[Place]]:
    """Hang the books of ``gone`` on ``kept``; those that have it already lose the double. The
    places that were moved, and the doubles.
    """
    links = list(kind.links.filter(**{kind.word: gone}))
    there = set(map(heading_history.place, kind.links.filter(**{kind.word: kept})))
    doubles = [link for link in links if heading_history.place(link) in there]
    kind.links.filter(pk__in=[link.pk for link in doubles]).delete()
    kind.links.filter(**{kind.word: gone}).update(**{kind.word: kept})
    places = [heading_history.place(link) for link in links]
    moved = [each for each in places if each not in there]
    return moved, [each for each in places if each in there]


def found_anew(kind: Kind, row_id: UUID) -> int:
    """Let the books of a heading be found by it as it is now, and be seen with it; how many."""
    links = kind.links.filter(**{kind.word: row_id}).values("book")
    touched = list(Book.objects.filter(pk__in=links).order_by().values_list("pk", flat=True))
    index.put_many(touched)
    changes.seen(touched)
    return len(touched)
