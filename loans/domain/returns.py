"""What a copy that comes back tells, and where it goes now (circulation rules, section 5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Next(StrEnum):
    """What to do with the book in the hand."""

    RESHELVE = "reshelve"
    HOLD_SHELF = "hold_shelf"
    SEND_TO_BRANCH = "send_to_branch"
    ASK_LIBRARIAN = "ask_librarian"


class Resolution(StrEnum):
    """How a claim of having returned a copy ends when the copy turns up."""

    FOUND_BY_LIBRARY = "found_by_library"
    RETURNED_BY_MEMBER = "returned_by_member"


@dataclass(frozen=True)
class Facts:
    """All that the decision rests on. ``set_aside`` tells that a hold gets the copy,
    ``goes_elsewhere`` that another branch does; ``arrived`` and ``wrong_arrival`` how a transfer
    ended.
    """

    was_on_loan: bool
    days_late: int
    lost: bool
    damaged: bool
    withdrawn: bool
    at_other_branch: bool
    set_aside: bool
    goes_elsewhere: bool
    arrived: bool
    wrong_arrival: bool
    has_parts: bool = False


@dataclass(frozen=True)
class Decision:
    """Where the copy goes, and the codes of what has to be said about it."""

    next: Next
    said: Sequence[str]


def decide(facts: Facts) -> Decision:
    """The book is never refused; what is odd about it is told, and decides where it goes."""
    checks = [
        (not facts.was_on_loan and not facts.arrived, "not_on_loan"),
        (facts.arrived, "arrived"),
        (facts.wrong_arrival, "wrong_arrival"),
        (facts.days_late > 0, "returned_late"),
        (facts.lost, "found_again"),
        (facts.was_on_loan and facts.has_parts, "parts_to_count"),
        (facts.damaged, "copy_damaged"),
        (facts.withdrawn, "copy_withdrawn"),
        (facts.at_other_branch, "other_branch"),
    ]
    said = [code for stands, code in checks if stands]
    if facts.withdrawn or facts.damaged:
        return Decision(Next.ASK_LIBRARIAN, said)
    if facts.goes_elsewhere:
        return Decision(Next.SEND_TO_BRANCH, said)
    return Decision(Next.HOLD_SHELF if facts.set_aside else Next.RESHELVE, said)
