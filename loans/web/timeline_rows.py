"""Entries of a timeline and deeds of a desk as rows of a page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Final
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core import tables
from core.tables import Cell, Table
from loans.selectors import timeline
from loans.selectors.deed_log import Entry
from loans.selectors.timeline import Event

_AT_ONCE: Final = 500
TITLES: Final = {
    "member": _("What happened to this member"),
    "copy": _("What happened to this copy"),
    "book": _("What happened to this book"),
    "loan": _("What happened to this loan"),
}


@dataclass(frozen=True)
class Row:
    """When, what, who, where, and about whom and what."""

    at: datetime
    sentence: str
    by: str
    through: str
    where: str
    title: str
    title_url: str
    barcode: str
    copy_url: str
    member: str
    member_url: str


@dataclass(frozen=True)
class Done:
    """A deed that can be undone."""

    at: datetime
    kind: str
    sentence: str
    member: str
    member_url: str
    undo_url: str


def row(event: Event) -> Row:
    """An entry of the trail."""
    entry = event.entry
    return Row(
        at=entry.at,
        sentence=event.sentence,
        by=event.by,
        through=entry.get_interface_display(),
        where=event.where,
        title=event.title,
        title_url=_to("catalog:book", entry.book_id if event.title else None),
        barcode=event.barcode,
        copy_url=_to("loans:timeline_of_copy", entry.copy_id if event.barcode else None),
        member=event.member,
        member_url=_to("members:member", entry.member_id if event.member else None),
    )


def table(subject: str, pk: UUID) -> Table:
    """All that happened to one thing, for a spreadsheet."""
    columns = [
        *(gettext("When"), gettext("What"), gettext("Who"), gettext("Through"), gettext("Where")),
        *(gettext("Book"), gettext("Barcode"), gettext("Member")),
    ]
    return Table(gettext("timeline"), columns, _cells(subject, pk))


def _cells(subject: str, pk: UUID) -> Iterator[Sequence[Cell]]:
    entries = tables.by_key(timeline.of(subject, pk), order=timeline.ORDER, size=_AT_ONCE)
    while some := list(islice(entries, _AT_ONCE)):
        for each in map(row, timeline.told(some)):
            yield [
                *(each.at, each.sentence, each.by, each.through, each.where),
                *(each.title, each.barcode, each.member),
            ]


def done(entry: Entry) -> Done:
    """A deed of a desk."""
    return Done(
        at=entry.deed.at,
        kind=entry.deed.get_kind_display(),
        sentence=entry.deed.sentence,
        member=entry.member,
        member_url=_to("members:member", entry.member_id),
        undo_url=reverse("loans:undo", args=[entry.deed.id]),
    )


def _to(name: str, pk: UUID | None) -> str:
    return reverse(name, args=[pk]) if pk else ""
