"""The desk: from one scan to what is done and said.

What changes something is done once for each key, and its lines are kept with the key: a scan that
is sent again after a lost answer gets the answer it would have had.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.services import once
from catalog.models import Copy
from core import barcodes, jsons
from core.errors import LibraryError
from core.http import status_of
from loans import errors
from loans.domain import scans
from loans.domain.scans import Command
from loans.selectors import deed_log
from loans.selectors import desk as found
from loans.services import checkout, renewals, returns, undo
from loans.services.situation import Desk
from loans.web import lines, panel
from loans.web.lines import Line
from loans.web.panel import Panel
from members import selectors
from members.models import Member

LEND, RETURN, DROP = "lend", "return", "drop"
MODES = (LEND, RETURN, DROP)
"""What is done with a copy: lent, taken back, or taken back out of the book drop."""


@dataclass(frozen=True)
class Scan:
    """What was sent: the scan, and how the desk stood when it was made. ``damage`` says how the
    next copy is damaged, ``resolution`` how a claim that it was returned ends.
    """

    text: str = ""
    mode: str = LEND
    member: UUID | None = None
    key: str = ""
    confirmation: str = ""
    is_finish: bool = False
    damage: str = ""
    resolution: str = ""


@dataclass(frozen=True)
class Reply:
    """What is said, and how the desk stands now."""

    lines: Sequence[Line]
    mode: str
    member: UUID | None
    status: int = 200
    here: Panel | None = None  # the member's panel, where the answer had to look at it already
    damage: str = ""  # how the copy is damaged that is scanned next


def answer(scan: Scan, *, desk: Desk) -> Reply:
    """Do what ``scan`` asks for. A refusal is an answer too."""
    copy = member = None
    order = scans.order(scan.text)
    if scan.is_finish:
        order = scans.Order(Command.FINISH)
    elif order is None and scan.text:
        copy, member = found.by_code(scan.text)
    try:
        return _understood(scan, order, copy, member, desk)
    except errors.ConfirmationNeeded as asked:
        title = copy.book.title if copy else ""
        line = lines.asked(asked, scan=scan.text, member=scan.member, title=title)
        return _reply(scan, line, status=status_of(asked))
    except errors.ClaimNeedsResolution as asked:
        copy = copy or found.by_code(order.about if order else "")[0]
        return _reply(scan, lines.claimed(asked, copy), status=status_of(asked))
    except LibraryError as refusal:
        line = lines.refused(refusal, title=copy.book.title if copy else "")
        if copy and scan.mode == LEND:
            line = lines.way_out(line, refusal, copy, scan.member, desk)
        return _reply(scan, line, status=status_of(refusal))


def _understood(
    scan: Scan, order: scans.Order | None, copy: Copy | None, member: Member | None, desk: Desk
) -> Reply:
    if order:
        return _ORDERS[order.command](scan, order.about, desk)
    if not scan.text:
        return _reply(scan)
    if copy and member and not barcodes.looks_like_card(scan.text):
        said = {"number": copy.barcode, "name": member.name, "title": copy.book.title}
        return _reply(scan, lines.refusal(_both(said)), status=409)
    if member:
        return _greet(scan, member, desk)
    if copy:
        return _hand_over(scan, copy, desk)
    return _search(scan, desk)


def _both(said: dict[str, str]) -> str:
    """What is said of a number that a card and a copy have had since before it was refused."""
    told = _(
        "%(number)s is the card of %(name)s and the barcode of “%(title)s”; nothing was done. Find "
        "the member by name, take the copy back with “return %(number)s”, and give one of them "
        "another number."
    )
    return told % said


def _hand_over(scan: Scan, copy: Copy, desk: Desk) -> Reply:
    """Lend the copy to the member who is here; without one, or in another mode, or when it was
    said to be damaged, take it back.
    """
    if scan.mode == LEND and scan.member and not scan.damage:
        return _once(scan, desk, partial(_lend, scan, copy, scan.member, desk))
    return _take_back(scan, copy.barcode, desk)


def _lend(scan: Scan, copy: Copy, member_id: UUID, desk: Desk) -> list[Line]:
    """Lend it, unless that has just been done: a copy that was scanned twice."""
    if just_lent := found.lent_just_now(copy, member_id, desk.actor, desk.now):
        return [lines.lent_already(just_lent)]
    yes = scan.confirmation
    return [lines.lent(checkout.lend_copy(copy.barcode, member_id, desk=desk, confirmation=yes))]


def _take_back(scan: Scan, barcode: str, desk: Desk) -> Reply:
    said = returns.Said(scan.resolution, scan.damage, from_book_drop=scan.mode == DROP)
    take_back = partial(returns.take_back, barcode, desk=desk, said=said)
    return _once(scan, desk, lambda: [lines.taken_back(take_back(), desk)])


def _greet(scan: Scan, member: Member, desk: Desk) -> Reply:
    """A card begins a member's turn, and lending to them."""
    here = panel.of(member.pk, desk)
    said = [lines.greeted(here)] if here else []
    return Reply(said, LEND, member.pk, here=here)


def _search(scan: Scan, desk: Desk) -> Reply:
    """What is no number of ours may be somebody's name, address or telephone."""
    selectors.demand_in_use(scan.text)
    people = found.candidates(scan.text)
    if len(people) == 1:
        return _greet(scan, people[0], desk)
    if people:
        return _reply(scan, lines.candidates(scan.text, people, found.MOST_CANDIDATES))
    return _reply(scan, lines.refusal(_unknown(scan.text)), status=404)


def _unknown(text: str) -> str:
    if barcodes.looks_like_card(text):
        return _("No member has the card %s.") % text
    if scans.is_number(text):
        return _("No copy and no member has the number %s.") % text
    return _("Nobody here is called “%s”.") % text


def _finish(scan: Scan, _about: str, desk: Desk) -> Reply:
    here = panel.of(scan.member, desk)
    return Reply([lines.finished(here)] if here else [], LEND, None)


def _turn(mode: str, scan: Scan, about: str, desk: Desk) -> Reply:
    """Another mode; or, for one copy that is named, only this once."""
    return _take_back(scan, about, desk) if about else _reply(replace(scan, mode=mode))


def _note_damage(scan: Scan, about: str, _desk: Desk) -> Reply:
    """The next copy is taken back as damaged."""
    damage = about or _("damaged")
    return _reply(replace(scan, damage=damage), lines.damage_expected(damage))


def _renew(scan: Scan, about: str, desk: Desk) -> Reply:
    """Renew what was named, or everything the member has."""
    whose = scan.member
    if about:
        loan = found.open_loan(about)
        if loan is None:
            raise errors.NotOnLoan
        renew = partial(renewals.renew, loan, desk=desk)
        return _once(scan, desk, lambda: [lines.more_time(renew())])
    if whose is None:
        return _reply(scan, lines.refusal(_("Scan a card first: renew what, and for whom?")))
    return _once(scan, desk, lambda: lines.renewed(renewals.renew_all(whose, desk=desk)))


def _undo(scan: Scan, _about: str, desk: Desk) -> Reply:
    """Take back the last thing that this person did."""
    last = next(iter(deed_log.last(desk.actor, now=desk.now, most=1)), None)
    if last is None:
        return _reply(scan, lines.refusal(_("There is nothing of yours to undo.")))
    return _once(scan, desk, lambda: [lines.undone(undo.undo(last.deed.id, desk=desk))])


_ORDERS: dict[Command, Callable[[Scan, str, Desk], Reply]] = {
    Command.FINISH: _finish,
    Command.LEND: partial(_turn, LEND),
    Command.RETURN: partial(_turn, RETURN),
    Command.DROP: partial(_turn, DROP),
    Command.DAMAGED: _note_damage,
    Command.RENEW: _renew,
    Command.UNDO: _undo,
}


def _once(scan: Scan, desk: Desk, deed: Callable[[], list[Line]]) -> Reply:
    """Do ``deed`` unless this very scan has been answered before."""
    said = once.run(
        scan.key,
        actor=desk.actor,
        request=["desk", asdict(scan), desk.branch and desk.branch.code],
        now=desk.now,
        deed=lambda: [asdict(line) for line in deed()],
    )
    return Reply([Line.of(kept) for kept in jsons.loads(said.body)], scan.mode, scan.member)


def _reply(scan: Scan, *said: Line, status: int = 200) -> Reply:
    return Reply(said, scan.mode, scan.member, status, damage=scan.damage)
