"""The lines of the desk's log: what came of a scan, in words."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from catalog.models import Copy
from core.errors import LibraryError
from loans.domain.returns import Resolution
from loans.models import Loan
from loans.selectors.deeds import Deed
from loans.services import wording
from loans.services.checkout import Lent
from loans.services.renewals import Outcome, Renewed
from loans.services.returns import TakenBack
from loans.services.situation import Desk
from loans.services.undo import Undone
from loans.web.panel import Panel
from members.models import Member

_OF_MONEY = ("fine", "given_back")
_RELEASED = "other_copy_released"
_STILL_OUT = ("copy_on_loan", "claimed_returned", "copy_lost")
"""Why a copy cannot be lent or renewed that has to be taken back first."""


@dataclass(frozen=True)
class Choice:
    """A button of a line, and the scan that it stands for; or the answer to a question about the
    scan of the line, in the field that asks it.
    """

    label: str
    scan: str
    field: str = "scan"


@dataclass(frozen=True)
class Line:
    """One thing that happened or is asked. Plain data, so that a repeated request can be answered
    with the very same lines.
    """

    kind: str
    word: str
    sentence: str
    details: str = ""
    url: str = ""
    action: str = ""
    choices: Sequence[Choice] = ()
    confirmation: str = ""
    member: str = ""
    scan: str = ""

    @classmethod
    def of(cls, kept: dict[str, Any]) -> "Line":
        """The line that was kept as JSON."""
        choices = [Choice(**choice) for choice in kept["choices"]]
        return cls(**kept | {"choices": choices})


def lent(done: Lent) -> Line:
    """A copy goes out, or stays out longer."""
    why = [*wording.explained(done.steps), _("policy “%s”") % done.loan.policy_terms["name"]]
    told = [str(each["message"]) for each in done.findings if each["code"] == _RELEASED]
    told += filter(None, [_noted(done.loan.copy.desk_note)])
    return Line(
        kind="warning" if told else "success",
        word=_("Renewed") if done.renewed else _("Lent"),
        sentence=_until(done.loan),
        details=_joined([*told, ", ".join(why)]),
    )


def lent_already(loan: Loan) -> Line:
    """A copy that was scanned twice in a row: nothing has changed."""
    said = {"member": loan.member, "title": loan.copy.book.title, "day": wording.day(loan.due_on)}
    return info(_("Already lent"), _("to %(member)s: “%(title)s”, due %(day)s.") % said)


def taken_back(done: TakenBack, desk: Desk) -> Line:
    """A copy is in the house again."""
    told = [each["message"] for each in done.findings]
    told += filter(None, [_noted(done.copy.desk_note)])
    costs = any(each["code"] in _OF_MONEY for each in done.findings)
    payer = done.loan.member_id if done.loan and costs else None
    return Line(
        kind="warning" if told else "success",
        word=_("Returned") if done.loan else _("Taken in"),
        sentence=_quoted(done.copy.book.title),
        details=_joined([_backdated(done.loan, desk), *told, done.next_step]),
        url=reverse("loans:account_of", args=[payer]) if payer else "",
        action=_("Account") if payer else "",
    )


def damage_expected(how: str) -> Line:
    """What happens to the next copy, since it was said to be damaged."""
    return info(
        _("Damaged"),
        _("The next copy that you scan is taken back as damaged: %s.") % how,
    )


def more_time(done: Renewed) -> Line:
    """One loan that was renewed."""
    why = ", ".join(wording.explained(done.steps))
    return Line("success", _("Renewed"), _until(done.loan), why)


def renewed(outcomes: Sequence[Outcome]) -> list[Line]:
    """What came of renewing everything, one line for each loan."""
    if not outcomes:
        return [info(_("Nothing to renew"), _("The member has nothing on loan."))]
    return [_outcome(each) for each in outcomes]


def asked(refusal: LibraryError, *, scan: str, member: UUID | None, title: str) -> Line:
    """What has to be confirmed, with the button that does."""
    return Line(
        kind="warning",
        word=_("Please confirm"),
        sentence=_joined([_about(title), *_messages(refusal, "confirm")]),
        choices=[Choice(_("Yes"), scan)],
        confirmation=refusal.extra["confirmation_token"],
        member=str(member or ""),
    )


def claimed(refusal: LibraryError, copy: Copy | None) -> Line:
    """A copy that the member said they had returned is here: whoever has it in the hand says how
    it came.
    """
    words = {
        Resolution.FOUND_BY_LIBRARY: _("It was in the library"),
        Resolution.RETURNED_BY_MEMBER: _("The member has brought it now"),
    }
    return Line(
        kind="warning",
        word=_("Where was it?"),
        sentence=_joined([_about(copy.book.title if copy else ""), str(refusal)]),
        details=_("Found in the library, it costs nothing."),
        choices=[
            Choice(words[Resolution(each)], each, "resolution")
            for each in refusal.extra["resolutions"]
        ],
        scan=f"return {copy.barcode}" if copy else "",
    )


def refused(refusal: LibraryError, *, title: str = "") -> Line:
    """Why a thing was not done: the headline, then whatever else stands against it."""
    others = [said for said in _messages(refusal, "blocker") if said != str(refusal)]
    return Line(
        kind="refusal",
        word=_("Refused"),
        sentence=_joined([_about(title), str(refusal)]),
        details=_joined(others),
    )


def way_out(line: Line, refusal: LibraryError, copy: Copy, member: UUID | None, desk: Desk) -> Line:
    """``line`` with what can be done about it: take the copy back first, since it lies on the desk;
    or lend it all the same, where whoever stands there may lift all that blocks.
    """
    if refusal.code in _STILL_OUT:
        return replace(line, choices=[Choice(_("Take it back first"), f"return {copy.barcode}")])
    blockers = [each for each in refusal.findings if each["kind"] == "blocker"]
    lifts = [each["overridable"] and desk.actor.has_perm(each["permission"]) for each in blockers]
    if not member or not blockers or not all(lifts):
        return line
    url = reverse("loans:override", args=[member, copy.barcode])
    return replace(line, url=url, action=_("Lend all the same"))


def undone(done: Undone) -> Line:
    """A deed that was taken back."""
    return Line("success", _("Undone"), done.deed.sentence)


def refusal(sentence: str, details: str = "") -> Line:
    """A refusal that no rule made: the scan means nothing."""
    return Line("refusal", _("Not understood"), sentence, details)


def info(word: str, sentence: str, details: str = "") -> Line:
    """Something that changed nothing."""
    return Line("info", word, sentence, details)


def greeted(here: Panel) -> Line:
    """Whose turn it is."""
    return Line(
        kind="warning" if here.warnings or here.notes or here.overdue else "info",
        word=here.name,
        sentence=here.count,
        details=_joined([*here.warnings, *(_noted(note["text"]) for note in here.notes)]),
    )


def finished(here: Panel) -> Line:
    """The member goes home; what they have can be printed for them."""
    slip = here.slip_url if here.rows else ""
    return Line(
        kind="info",
        word=_("Finished"),
        sentence=f"{here.name}. {here.count}",
        url=slip,
        action=_("Due slip") if slip else "",
    )


def candidates(typed: str, found: Sequence[Member], most: int) -> Line:
    """Who may be meant."""
    more = _("There are more; type more of the name.") if len(found) > most else ""
    return Line(
        kind="info",
        word=_("Who is it?"),
        sentence=_("These members match “%s”.") % typed,
        details=more,
        choices=[
            Choice(f"{member.name} · {member.category} · {member.card_number}", member.card_number)
            for member in found[:most]
        ],
    )


def remembered(deed: Deed) -> Line:
    """A deed of a while ago, as it is told again when the page is opened."""
    words = {
        "loan.checked_out": _("Lent"),
        "loan.renewed": _("Renewed"),
        "loan.returned": _("Returned"),
        "copy.seen": _("Taken in"),
    }
    return Line("info", words[deed.action], _quoted(deed.title), deed.member or deed.barcode)


def _backdated(loan: Loan | None, desk: Desk) -> str:
    """On which day a copy from the book drop came back."""
    if loan is None or loan.returned_at in (None, desk.now):
        return ""
    day = wording.day(loan.returned_at.astimezone(loan.branch.zone).date())
    return _("It counts as returned on %s.") % day


def _outcome(each: Outcome) -> Line:
    if each.refusal:
        return refused(each.refusal, title=each.loan.copy.book.title)
    return more_time(Renewed(each.loan, each.steps))


def _until(loan: Loan) -> str:
    said = {"title": loan.copy.book.title, "day": wording.day(loan.due_on)}
    return _("“%(title)s”, due %(day)s.") % said


def _quoted(title: str) -> str:
    return _("“%(title)s”.") % {"title": title}


def _noted(note: str) -> str:
    return _("Note: %(note)s.") % {"note": note.rstrip(".")} if note else ""


def _about(title: str) -> str:
    return _("“%(title)s”:") % {"title": title} if title else ""


def _messages(refusal: LibraryError, kind: str) -> list[str]:
    return [str(each["message"]) for each in refusal.findings if each["kind"] == kind]


def _joined(said: Sequence[str]) -> str:
    return " ".join(filter(None, said))
