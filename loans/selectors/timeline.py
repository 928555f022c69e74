"""What happened to a copy, a member, a book or a loan: the trail as sentences, newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import AuditEntry
from catalog.models import Book, Branch, Copy
from loans.models import Loan
from loans.selectors import timeline_words
from members.models import Member, MemberMerge

ORDER: Final = ("-id",)
SUBJECTS: Final = ("member", "copy", "book", "loan")


@dataclass(frozen=True)
class Event:
    """One entry: what happened, who did it and where, and what it was about.

    Whoever has been forgotten since has no name here.
    """

    entry: AuditEntry
    sentence: str
    by: str
    where: str
    title: str
    barcode: str
    member: str


def of(subject: str, pk: UUID) -> QuerySet[AuditEntry]:
    """The entries about one of ``SUBJECTS``; to be paged in ``ORDER``."""
    ids = {pk}
    if subject == "member":  # with what is known under the ids of records that were merged
        ids.update(MemberMerge.objects.filter(kept=pk).values_list("gone_id", flat=True))
    return AuditEntry.objects.filter(**{f"{subject}_id__in": ids}).select_related("actor")


def told(entries: Sequence[AuditEntry]) -> list[Event]:
    """The entries with their sentences and names, in four queries however many they are."""
    copies = Copy.objects.select_related("branch").in_bulk({each.copy_id for each in entries})
    titles = dict(_of(Book, entries, "book_id").values_list("pk", "title"))
    names = dict(_of(Member, entries, "member_id").values_list("pk", "name"))
    branches = dict(Branch.objects.values_list("code", "name"))
    return [_event(each, copies, titles, names, branches) for each in entries]


def next_after(
    at: datetime,
    *,
    loan: UUID | None = None,
    copy: UUID | None = None,
    member: UUID | None = None,
    action: str = "",
) -> Event | None:
    """The first entry after a moment about a loan or a copy or, where neither is meant, about a
    member; of one ``action`` only, where that is named.
    """
    about = Q(loan_id=loan) if loan else Q()
    if copy:
        about |= Q(copy_id=copy)
    if not about and member:
        about = Q(member_id=member)
    if not about:
        return None
    entries = AuditEntry.objects.filter(about, at__gt=at).exclude(action="deed.undone")
    if action:
        entries = entries.filter(action=action)
    first = entries.select_related("actor").order_by("id").first()
    return told([first])[0] if first else None


def name_of(subject: str, pk: UUID) -> str | None:
    """What a timeline is about, for its title; nothing when there is no such thing."""
    if subject == "member":
        return Member.objects.filter(pk=pk).values_list("name", flat=True).first()
    if subject == "book":
        return Book.objects.filter(pk=pk).values_list("title", flat=True).first()
    if subject == "copy":
        copy = Copy.objects.select_related("book").filter(pk=pk).first()
        return f"{copy.book.title} · {copy.barcode}" if copy else None
    loan = Loan.objects.select_related("copy__book").filter(pk=pk).first()
    return f"{loan.copy.book.title} · {loan.copy.barcode}" if loan else None


def shown(event: Event) -> dict[str, Any]:
    """An event as the API tells it."""
    entry = event.entry
    return {
        "id": entry.pk,
        "at": entry.at,
        "action": entry.action,
        "sentence": event.sentence,
        "by": event.by,
        "interface": entry.interface,
        "where": event.where,
        "book_id": entry.book_id,
        "copy_id": entry.copy_id,
        "member_id": entry.member_id,
        "loan_id": entry.loan_id,
        "data": entry.data,
    }


def _of(model: Any, entries: Sequence[AuditEntry], name: str) -> Any:
    return model.objects.filter(pk__in={getattr(each, name) for each in entries} - {None})


def _event(
    entry: AuditEntry,
    copies: dict[UUID, Copy],
    titles: dict[UUID, str],
    names: dict[UUID, str],
    branches: dict[str, str],
) -> Event:
    copy = copies.get(entry.copy_id) if entry.copy_id else None
    zone = copy.branch.zone if copy else ZoneInfo(settings.TIME_ZONE)
    code = entry.data.get("branch") or entry.data.get("from_branch") or ""
    return Event(
        entry=entry,
        sentence=timeline_words.sentence(entry, zone),
        by=str(entry.actor) if entry.actor else _by_itself(entry),
        where=branches.get(code, code),
        title=titles.get(entry.book_id, "") if entry.book_id else "",
        barcode=copy.barcode if copy else "",
        member=names.get(entry.member_id, "") if entry.member_id else "",
    )


def _by_itself(entry: AuditEntry) -> str:
    return _("the library, by itself") if entry.interface in ("job", "command") else ""
