"""What entries of the trail say, as sentences. A word that is not known here is told as it is."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, tzinfo
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import AuditEntry
from core import days, money
from loans.models import DeedKind

Data = Mapping[str, Any]

_PLAIN: Final = {
    "copy.seen": gettext_lazy("Taken in; it was not on loan."),
    "copy.added": gettext_lazy("Added to the library."),
    "copy.edited": gettext_lazy("What is noted of the copy was changed."),
    "copy.withdrawn": gettext_lazy("Withdrawn from the library."),
    "copy.brought_back": gettext_lazy("Brought back into the library."),
    "copy.deleted": gettext_lazy("Deleted: it had been added by mistake."),
    "copy.found": gettext_lazy("Found again at a stocktake."),
    "copy.not_found": gettext_lazy("Not found at a stocktake: it is missing."),
    "stocktake.scan_undone": gettext_lazy("A scan at a stocktake was taken back."),
    "stocktake.opened": gettext_lazy("A stocktake was opened."),
    "stocktake.closed": gettext_lazy("A stocktake was closed."),
    "label_sheet.saved": gettext_lazy("The measures of a label sheet were changed."),
    "copy.missed": gettext_lazy("Looked for and not found: it is missing."),
    "copy.released": gettext_lazy("Set aside no more: the member has borrowed another copy."),
    "copy.arrived": gettext_lazy("Arrived from another branch."),
    "copy.arrived_elsewhere": gettext_lazy("Turned up at a branch it was not sent to."),
    "book.added": gettext_lazy("The book was added to the catalogue."),
    "book.edited": gettext_lazy("The entry in the catalogue was changed."),
    "book.heading_changed": gettext_lazy("The entry in the catalogue was changed."),
    "book.merged": gettext_lazy("Another record of the same book was merged into this one."),
    "book.merged_away": gettext_lazy("The record was merged into another of the same book."),
    "book.parted": gettext_lazy("A merge was undone: the other record is a book of its own again."),
    "book.came_back": gettext_lazy("The merge into another record was undone."),
    "book.kept_apart": gettext_lazy("It was said that this and another record are two books."),
    "book.withdrawn": gettext_lazy("The book was withdrawn from the catalogue."),
    "book.brought_back": gettext_lazy("The book was brought back into the catalogue."),
    "book.cover_put": gettext_lazy("A cover was put in."),
    "book.cover_removed": gettext_lazy("The cover was taken out."),
    "hold.suspended": gettext_lazy("The hold is suspended."),
    "hold.resumed": gettext_lazy("The hold goes on."),
    "hold.pickup_changed": gettext_lazy("The hold is to be picked up at another branch."),
    "hold.put_back": gettext_lazy("The copy is not there for the hold any more; it waits again."),
    "hold.revived": gettext_lazy("The hold goes on: a merge of two records was undone."),
    "hold.filled": gettext_lazy("The hold was picked up."),
    "hold.cancelled": gettext_lazy("The hold was cancelled."),
    "hold.expired": gettext_lazy("The hold was not picked up in time and ended."),
    "loan.claimed_returned": gettext_lazy("The member says that it has been returned."),
    "loan.claim_withdrawn": gettext_lazy("The member has found it at home; the loan goes on."),
    "loan.written_off": gettext_lazy("Written off: the copy is given up."),
    "member.registered": gettext_lazy("Became a member."),
    "member.verified": gettext_lazy("The e-mail address was confirmed."),
    "member.edited": gettext_lazy("What is noted of the member was changed."),
    "member.unblocked": gettext_lazy("A block was lifted."),
    "member.card_replaced": gettext_lazy("Was given another card."),
    "member.card_printed": gettext_lazy("The card was printed."),
    "member.photo_put": gettext_lazy("A photo was put in."),
    "member.photo_removed": gettext_lazy("The photo was removed."),
    "member.protected": gettext_lazy("Protected from being deleted."),
    "member.unprotected": gettext_lazy("The protection was taken off."),
    "member.renewed": gettext_lazy("The membership was renewed."),
    "member.rolled_over": gettext_lazy("Moved up to the next class."),
    "member.found_leaving": gettext_lazy("Found to have left the school; the membership ended."),
    "member.roll_over_undone": gettext_lazy("The roll-over of classes was undone."),
    "member.moved_up": gettext_lazy("Moved up to the next category."),
    "member.approved": gettext_lazy("The registration was checked and approved."),
    "member.note_left": gettext_lazy("A note was left for the desk."),
    "member.note_ended": gettext_lazy("A note for the desk was ended."),
    "member.guardian_added": gettext_lazy("A guardian and a child were noted."),
    "member.guardian_ended": gettext_lazy("Guardian and child no more."),
    "member.titles_hidden": gettext_lazy("Guardians see no titles any more."),
    "member.titles_shown": gettext_lazy("Guardians see the titles."),
    "member.merged": gettext_lazy("Another record of the same person was merged into this one."),
    "member.merged_away": gettext_lazy("The record was merged into another of the same person."),
    "category.added": gettext_lazy("A category of members was added."),
    "category.changed": gettext_lazy("A category of members was changed."),
    "member.notices_chosen": gettext_lazy("Chose which notices to get."),
    "member.address_trusted": gettext_lazy("Mail is sent to the address again."),
    "member.removed": gettext_lazy("Left the library."),
    "member.leave_asked": gettext_lazy("Asked to leave the library."),
    "member.leave_withdrawn": gettext_lazy("Stays after all."),
    "member.history_kept": gettext_lazy("Chose to keep a reading history."),
    "member.history_off": gettext_lazy("Chose to keep no reading history."),
    "user.browser_ended": gettext_lazy("Ended one of their browsers."),
}


def sentence(entry: AuditEntry, zone: tzinfo) -> str:
    """What an entry says; its instants as days in ``zone``."""
    if entry.action in _PLAIN:
        return str(_PLAIN[entry.action])
    if said := _SAID.get(entry.action):
        return said(entry.data, zone)
    return entry.action


def known() -> frozenset[str]:
    """The words that there are sentences for."""
    return frozenset(_PLAIN) | frozenset(_SAID)


def _lent(data: Data, zone: tzinfo) -> str:
    said = _("Lent, due %(day)s.") % {"day": _day(data.get("due_at"), zone)}
    reasons = [*data.get("overrides", {}).values()]
    if not reasons:
        return said
    return f"{said} " + _("Overridden: %(why)s") % {"why": "; ".join(reasons)}


def _renewed(data: Data, zone: tzinfo) -> str:
    days = {"day": _day(data.get("due_at"), zone), "was": _day(data.get("was_due_at"), zone)}
    return _("Renewed: due %(day)s instead of %(was)s.") % days


def _returned(data: Data, _zone: tzinfo) -> str:
    late = data.get("days_late", 0)
    if not late:
        return _("Returned.")
    said = ngettext("Returned, %(days)s day late.", "Returned, %(days)s days late.", late)
    return said % {"days": late}


def _not_renewed(data: Data, zone: tzinfo) -> str:
    said = _("Not renewed by itself on %(day)s (%(code)s).")
    return said % {"day": _day(data.get("due_on"), zone), "code": data.get("code", "")}


def _due_soon(data: Data, zone: tzinfo) -> str:
    return _("Due soon: on %(day)s.") % {"day": _day(data.get("due_on"), zone)}


def _due_today(data: Data, zone: tzinfo) -> str:
    return _("Due today, %(day)s.") % {"day": _day(data.get("due_on"), zone)}


def _overdue(data: Data, zone: tzinfo) -> str:
    days = data.get("days", 0)
    said = ngettext(
        "Overdue for %(days)s day or more: it was due on %(day)s.",
        "Overdue for %(days)s days or more: it was due on %(day)s.",
        days,
    )
    return said % {"days": days, "day": _day(data.get("due_on"), zone)}


def _due_moved(data: Data, zone: tzinfo) -> str:
    return _("The due date was moved to %(day)s.") % {"day": _day(data.get("due_at"), zone)}


def _lost(data: Data, _zone: tzinfo) -> str:
    words = {
        "long_overdue": _("So long overdue that it counts as lost."),
        "claim_not_found": _("It was not found where it should have been: it counts as lost."),
    }
    return words.get(data.get("why", ""), _("Lost by the member."))


def _claim_resolved(data: Data, _zone: tzinfo) -> str:
    words = {
        "found_by_library": _("The claim is settled: it was found in the library."),
        "returned_by_member": _("The claim is settled: the member has brought it."),
    }
    return words.get(data.get("outcome", ""), _("The claim is settled: it was not found."))


def _placed(data: Data, _zone: tzinfo) -> str:
    return _("A hold was placed, number %(place)s in the queue.") % {"place": data.get("position")}


def _moved(data: Data, _zone: tzinfo) -> str:
    places = {"was": data.get("was"), "place": data.get("position")}
    return _("The hold moved in the queue from %(was)s to %(place)s.") % places


def _waiting(data: Data, zone: tzinfo) -> str:
    day = _day(data.get("expires_on"), zone)
    return _("Set aside on the hold shelf until %(day)s.") % {"day": day}


def _sent(data: Data, _zone: tzinfo) -> str:
    return _("Sent to another branch: %(branch)s.") % {"branch": data.get("to_branch", "")}


def _of_amount(said: Callable[[], str]) -> Callable[[Data, tzinfo], str]:
    return lambda data, _zone: said() % {"amount": money.words(abs(data.get("amount", 0)))}


def _blocked(data: Data, zone: tzinfo) -> str:
    until = data.get("until_on")
    return _("Blocked until %(day)s.") % {"day": _day(until, zone)} if until else _("Blocked.")


def _undone(data: Data, _zone: tzinfo) -> str:
    names = dict(DeedKind.choices)
    what = names.get(data.get("kind", ""), data.get("kind", ""))
    return _("Undone: %(what)s.") % {"what": what}


def _day(said: Any, zone: tzinfo) -> str:
    """A day or an instant as it is kept in the trail."""
    if not said:
        return "–"
    if len(said) > len("2026-05-06"):
        return days.words(datetime.fromisoformat(said).astimezone(zone).date())
    return days.words(date.fromisoformat(said))


_SAID: Final[Mapping[str, Callable[[Data, tzinfo], str]]] = {
    "loan.checked_out": _lent,
    "loan.renewed": _renewed,
    "loan.returned": _returned,
    "loan.due_moved": _due_moved,
    "loan.not_renewed": _not_renewed,
    "loan.due_soon": _due_soon,
    "loan.due_today": _due_today,
    "loan.overdue": _overdue,
    "loan.lost": _lost,
    "loan.claim_resolved": _claim_resolved,
    "hold.placed": _placed,
    "hold.moved": _moved,
    "hold.waiting": _waiting,
    "copy.sent": _sent,
    "account.charged": _of_amount(lambda: _("Charged %(amount)s.")),
    "account.paid": _of_amount(lambda: _("Paid %(amount)s.")),
    "account.waived": _of_amount(lambda: _("Waived %(amount)s.")),
    "account.refunded": _of_amount(lambda: _("Given back: %(amount)s.")),
    "account.reversed": _of_amount(lambda: _("An entry of %(amount)s was reversed.")),
    "account.settled": _of_amount(lambda: _("The fine came to %(amount)s.")),
    "member.blocked": _blocked,
    "deed.undone": _undone,
}
