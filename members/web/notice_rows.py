"""Notices as rows: words and addresses that a template must not make."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import tables
from core.tables import Cell, Table
from members.domain import notices
from members.domain.notices import EVENTS, FRAME
from members.models import Channel, Member, Notice, NoticeState
from members.services.notice_rules import Book, Rule, Texts
from members.services.notice_words import NAMES
from members.web import notice_forms

ORDER: Final = ("-told_at", "-id")
_MARKS: Final = {
    NoticeState.WAITING: "at_work",
    NoticeState.POSTED: "on_its_way",
    NoticeState.SENT: "done",
    NoticeState.FAILED: "stopped",
    NoticeState.TO_PRINT: "at_work",
    NoticeState.PRINTED: "done",
    NoticeState.DROPPED: "inactive",
}


@dataclass(frozen=True)
class Row:
    """A notice in the list."""

    member: str
    member_url: str
    event: str
    told_at: datetime
    mark: str
    state: str
    why: str


@dataclass(frozen=True)
class RuleRow:
    """An event in the table of rules."""

    name: str
    url: str
    is_on: bool
    when: str
    ways: str
    is_optional: bool
    texts: str


def chosen(said: dict[str, Any]) -> QuerySet[Notice]:
    """The notices that a filter asks for, with all that a row shows."""
    rows = Notice.objects.select_related("member", "message")
    for name in ("state", "event", "reason"):
        if said.get(name):
            rows = rows.filter(**{name: said[name]})
    if said.get("q"):
        rows = rows.filter(member__in=Member.objects.matching(said["q"]).order_by().values("pk"))
    return rows


def row(notice: Notice) -> Row:
    """A notice from ``chosen``."""
    member = notice.member
    return Row(
        member=member.name if member else _("(left)"),
        member_url=reverse("members:member", args=[member.pk]) if member else "",
        event=str(NAMES.get(notice.event, notice.event)),
        told_at=notice.told_at,
        mark=_MARKS[NoticeState(notice.state)],
        state=str(notice.get_state_display()),
        why=_why(notice),
    )


def table(rows: QuerySet[Notice]) -> Table:
    """The notices for a spreadsheet."""
    columns = [
        _("Noted at"), _("Member"), _("Card"), _("Event"), _("Of the day"), _("State"), _("Why"),
    ]  # fmt: skip
    return Table(_("notices"), columns, _cells(rows))


def rules(book: Book, texts: Texts) -> list[RuleRow]:
    """All events and how they are told of; the frame of all texts last."""
    own = {event for event, _channel, _language in texts}
    changed, shipped = _("own words"), _("as shipped")
    return [_rule(book.rules[code], changed if code in own else shipped) for code in EVENTS]


def text_links(event: str, texts: Texts) -> list[dict[str, str]]:
    """Where the words of an event are kept: by channel and language."""
    return [
        {
            "url": text_url(event, channel, language),
            "label": f"{channel.label}, {name}",
            "note": _("own words") if (event, channel, language) in texts else _("as shipped"),
        }
        for channel in Channel
        for language, name in notice_forms.languages()
    ]


def text_url(event: str, channel: str, language: str) -> str:
    """The page of one text."""
    return reverse("members:notice_text", args=[event, channel, language])


def places(event: str) -> dict[str, list[str]]:
    """The placeholders that can stand in a text, by part."""
    above = notices.COMMON if event == FRAME else notices.MANY
    line = notices.COMMON if event == FRAME else EVENTS[event].places
    return {
        "above": [f"{{{name}}}" for name in above],
        "line": [f"{{{name}}}" for name in line],
    }


def _rule(rule: Rule, texts: str) -> RuleRow:
    return RuleRow(
        name=str(NAMES[rule.event.code]),
        url=reverse("members:notice_rule", args=[rule.event.code]),
        is_on=rule.is_on,
        when=_when(rule),
        ways=_("e-mail, or letter") if rule.by_letter else _("e-mail"),
        is_optional=rule.event.optional,
        texts=texts,
    )


def _when(rule: Rule) -> str:
    if rule.event.days is None:
        return _("at once") if rule.event.prompt else _("with the day's digest")
    days = {"days": rule.days}
    if rule.event.code.startswith("overdue"):
        return ngettext("%(days)s day after", "%(days)s days after", rule.days) % days
    return ngettext("%(days)s day before", "%(days)s days before", rule.days) % days


def _why(notice: Notice) -> str:
    """What stands against it, or what it waits for."""
    if notice.reason:
        return str(notice.get_reason_display())
    if notice.state == NoticeState.WAITING:
        return _("not before %(at)s") % {"at": _moment(notice.send_at)}
    message = notice.message
    if message is None or notice.state not in (NoticeState.POSTED, NoticeState.FAILED):
        return ""
    if notice.state == NoticeState.FAILED:
        return message.last_error
    next_try = _("next try %(at)s") % {"at": _moment(message.next_try_at)}
    return f"{message.last_error}; {next_try}" if message.last_error else next_try


def _moment(at: datetime) -> str:
    return date_format(localtime(at), "SHORT_DATETIME_FORMAT")


def _cells(rows: QuerySet[Notice]) -> Iterator[list[Cell]]:
    for notice in tables.by_key(rows, order=ORDER):
        member = notice.member
        name, card = (member.name, member.card_number) if member else (_("(left)"), "")
        event = str(NAMES.get(notice.event, notice.event))
        state = str(notice.get_state_display())
        yield [notice.told_at, name, card, event, notice.on, state, _why(notice)]
