"""Lifting what blocks a checkout, by someone with the right to, who says why."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from loans import errors
from loans.domain import checkout
from loans.domain.checkout import Kind
from loans.domain.overrides import LONGEST, MAX_COMMENT, OVERRIDES, Given
from loans.services import situation, wording
from loans.services.situation import Desk, Situation


def lifted(found: Situation, given: Given, desk: Desk) -> Situation:
    """The situation with those blockers lifted that ``given`` has a comment for. What does not
    block needs no override and keeps none.

    Raises ``DueDateNotAsked``, ``OverrideNotAllowed``, ``CommentNeeded``, ``DueDateNeeded``,
    ``DueDateTooFar``; whatever cannot be overridden goes on blocking.
    """
    blockers = _known(checkout.codes(found.found, Kind.BLOCKER))
    if given.due_on and not _needs_day(blockers):
        raise errors.DueDateNotAsked
    codes = [code for code in blockers if code in given.comments]
    if not codes:
        return found
    for code in codes:
        _demand_right(code, found, given, desk)
    if _needs_day(codes):
        found = _due_by_hand(found, given.due_on, desk)
    return replace(found, overridden={code: given.comments[code] for code in codes})


def _known(codes: Iterable[str]) -> list[str]:
    return [code for code in codes if code in OVERRIDES]


def _needs_day(codes: Iterable[str]) -> bool:
    """Whether a day has to be named to lift one of these."""
    return any("due_on" in OVERRIDES[code].needs for code in codes)


def _demand_right(code: str, found: Situation, given: Given, desk: Desk) -> None:
    if desk.serves_oneself(found.member) or not desk.actor.has_perm(OVERRIDES[code].permission):
        blocker = str(wording.REFUSALS[code](**found.data))
        raise errors.OverrideNotAllowed(blocker=blocker).having(found.findings)
    if not given.comments[code].strip()[:MAX_COMMENT]:
        raise errors.CommentNeeded().having(found.findings)


def _due_by_hand(found: Situation, due_on: date | None, desk: Desk) -> Situation:
    """Due on the day that was named: no period is meant for it. Raises ``DueDateNeeded``,
    ``DueDateTooFar``.
    """
    today = desk.today(found.branch)
    if due_on is None or due_on < today:
        raise errors.DueDateNeeded().having(found.findings)
    if due_on - today > LONGEST:
        raise errors.DueDateTooFar().having(found.findings)
    return replace(found, due=situation.due_by_hand(found, due_on, today))
