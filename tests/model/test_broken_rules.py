"""The machine can fail: a rule that is broken on purpose is found within few examples."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from hypothesis import Phase

from loans.domain import checkout, fines, holds, renewals
from loans.domain.calendars import Calendar, Closed
from loans.services import captures, footprints, shelf
from loans.services import renewals as more_time
from loans.services.integrity import CHECKS
from tests.model.doors import InProcess
from tests.model.test_machine import run

pytestmark = pytest.mark.django_db
FEW = 20
Break = Callable[[pytest.MonkeyPatch], None]


def without(code: str, patch: pytest.MonkeyPatch) -> None:
    """A checkout never finds this."""
    real = checkout.findings
    patch.setattr(
        checkout, "findings", lambda facts: [each for each in real(facts) if each.code != code]
    )


def no_limit(patch: pytest.MonkeyPatch) -> None:
    """Nobody has too many loans."""
    without("loan_limit_reached", patch)


def nobody_counts(patch: pytest.MonkeyPatch) -> None:
    """What has parts goes out uncounted."""
    without("parts_to_count", patch)


def all_is_new(patch: pytest.MonkeyPatch) -> None:
    """Nobody has had anything before."""
    without("borrowed_before", patch)


def last_come_first_served(patch: pytest.MonkeyPatch) -> None:
    """The queue is served from behind."""
    real = holds.first_for

    def last_for(queue: Iterable[Any], offer: holds.Offer) -> Any:
        return real(list(queue)[::-1], offer)

    patch.setattr(holds, "first_for", last_for)


def one_renewal_more(patch: pytest.MonkeyPatch) -> None:
    """The limit of renewals is passed by one."""
    real = renewals.refusals

    def lenient(facts: renewals.Facts) -> list[str]:
        codes = real(facts)
        if facts.renewals == facts.renewal_limit:
            codes.remove("renewal_limit_reached")
        return codes

    patch.setattr(renewals, "refusals", lenient)


def the_due_day_costs(patch: pytest.MonkeyPatch) -> None:
    """One day too many is charged."""
    real = fines.days_to_charge
    patch.setattr(fines, "days_to_charge", lambda *about: real(*about) + bool(real(*about)))


def every_day_is_open(patch: pytest.MonkeyPatch) -> None:
    """Closed weekdays are forgotten."""
    real = Calendar.closed

    def forgetful(self: Calendar, day: Any) -> Closed | None:
        return real(self, day) if day in self.dated else None

    patch.setattr(Calendar, "closed", forgetful)


def the_shelf_keeps_what_nobody_wants(patch: pytest.MonkeyPatch) -> None:
    """A hold that ends on the shelf leaves its copy there."""
    patch.setattr(captures, "pass_on", lambda *_a, in_hand, **_k: (None, None))


def undo_forgets_the_copy(patch: pytest.MonkeyPatch) -> None:
    """What is taken back is taken back, except where the copy is."""
    real = footprints.put_back
    patch.setattr(
        footprints,
        "put_back",
        lambda changes: real([each for each in changes if each.table != "copy"]),
    )


def holds_are_filled_by_nobody(patch: pytest.MonkeyPatch) -> None:
    """A borrower's hold stays in the queue."""
    patch.setattr(shelf, "_waited_for", lambda _copy, _loan: None)


def a_mark_keeps_no_loan(patch: pytest.MonkeyPatch) -> None:
    """A loan is renewed though somebody has noted that its copy is lost."""
    patch.setattr(more_time, "_is_lost", lambda loan: loan.is_open and loan.lost_at is not None)


BROKEN: list[tuple[Break, set[str]]] = [
    (no_limit, {"lend"}),
    (nobody_counts, {"lend"}),
    (all_is_new, {"lend", "take_back"}),
    (last_come_first_served, {"queue_up", "take_back"}),
    (one_renewal_more, {"lend_any", "renew", "days_pass"}),
    (the_due_day_costs, {"lend_any", "days_pass", "bring_back"}),
    (every_day_is_open, {"look"}),
    (the_shelf_keeps_what_nobody_wants, {"wait", "take_back", "cancel"}),
    (undo_forgets_the_copy, {"lend_any", "take_back", "undo"}),
    (holds_are_filled_by_nobody, {"wait", "lend"}),
    (a_mark_keeps_no_loan, {"note", "lend_any", "renew"}),
]
"""With each, the part of life in which it shows."""


@pytest.mark.parametrize(("broken", "rules"), BROKEN, ids=[each.__name__ for each, _ in BROKEN])
def test_a_broken_rule_is_found(
    monkeypatch: pytest.MonkeyPatch, broken: Break, rules: set[str]
) -> None:
    door = InProcess(monkeypatch)
    broken(monkeypatch)
    with pytest.raises(AssertionError):
        run(door, 1, FEW, rules=rules, phases=[Phase.generate])


def test_the_records_are_checked_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """A law that finds a fault ends a run."""
    door = InProcess(monkeypatch)
    monkeypatch.setattr(InProcess, "faults", lambda _self: [str(CHECKS[0].sentence)])
    with pytest.raises(AssertionError):
        run(door, 1, 1, phases=[Phase.generate])
