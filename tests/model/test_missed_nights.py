"""Books that are lost while nights are missed, written off, and turn up after all: the library and
the model tell the same story, which chance alone would hardly come upon.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from loans.domain import losses
from loans.selectors import sightings
from loans.services import turned_up, undo
from tests.model import stage
from tests.model.doors import InProcess
from tests.model.life import Life
from tests.model.things import Expected, Loan

pytestmark = pytest.mark.django_db
Break = Callable[[pytest.MonkeyPatch], None]


@pytest.fixture
def life(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A machine that nobody but the test drives."""
    return type("Told", (Life,), {"door": InProcess(monkeypatch)})()


def lose(life: Life) -> list[Loan]:
    """Ada and Ben each borrow a book; the nights in which they count as lost are missed."""
    life.lend_any(member="ada", book="three", alone=False)
    life.lend_any(member="ben", book="one", alone=False)
    loans = list(life.both.model.state.loans.values())
    for days in (8, 8, 8, 10):
        life.days_pass(days=days)
        life.account("ada")
        life.account("ben")
    return loans


def write_off(life: Life, loans: list[Loan]) -> None:
    """All is paid, and the loans are closed: the payments are undone no more."""
    for loan in loans:
        life.money(member=loan.member, what="payments", amount=1)
        life.trouble(number=0, what="write-off", outcome="")
    assert all(loan.is_written_off for loan in loans)
    for number in (6, 7):
        assert life.both.expect_undo(life.both.deeds[5 - number]) == Expected(409, "later_deed")
        life.undo(number=number)


def find(life: Life, loans: list[Loan]) -> None:
    """The loans are closed, and both books are there; three weeks later somebody has them in the
    hand once more, and only then comes a night.
    """
    write_off(life, loans)
    for _time in range(2):
        for loan in loans:
            life.take_back(copy=loan.copy, here="harbour", resolution="", way=0)
        life.both.pass_time(timedelta(days=21))
    life.both.night()
    life.account("ada")
    life.account("ben")
    take_none_back(life)


def take_none_back(life: Life) -> None:
    """The deeds by which the books were found are undone no more, once a night gave money back."""
    for deed in life.both.deeds[-4:]:
        if expected := life.both.expect_undo(deed):
            body = {"deed_id": deed.id}
            life.both.ask(stage.STAFF, "POST", "/desk/undo", expected, body)
            assert not expected.is_done


@pytest.mark.parametrize("start", stage.STARTS)
def test_the_library_and_the_model_tell_the_same_story(life: Life, start: Any) -> None:
    life.open(start=start)
    try:
        loans = lose(life)
        balances = [life.both.model.member(loan.member).account.balance for loan in loans]
        assert balances == [10 * 50 + 30, 100 + 900 + 100]  # ten days at the hill, and no more
        find(life, loans)
        assert life.both.model.member("ben").account.balance == -1000
    finally:
        life.teardown()


def a_missed_night_costs(patch: pytest.MonkeyPatch) -> None:
    """A fine grows on until somebody notices that the copy is lost."""
    patch.setattr(losses, "day", lambda *_about: None)


def what_turns_up_stays_paid(patch: pytest.MonkeyPatch) -> None:
    """Nobody looks for copies whose loans were written off."""
    patch.setattr(turned_up, "due", lambda _now: [])


def the_last_time_counts(patch: pytest.MonkeyPatch) -> None:
    """A copy that turned up is found when it was last in a hand."""
    patch.setattr(
        sightings,
        "first_after_loss",
        lambda loans: {loan.pk: loan.copy.last_seen_at for loan in loans},
    )


def what_paid_for_it_goes(patch: pytest.MonkeyPatch) -> None:
    """A payment is undone though a loan was written off for it."""
    patch.setattr(undo, "_demand_not_written_off", lambda *_about: None)


@pytest.mark.parametrize(
    ("broken", "where"),
    [
        (a_missed_night_costs, "account"),
        (what_turns_up_stays_paid, "account"),
        (the_last_time_counts, "account"),
        (what_paid_for_it_goes, "ask"),
    ],
)
def test_a_broken_rule_is_found(
    life: Life, monkeypatch: pytest.MonkeyPatch, broken: Break, where: str
) -> None:
    broken(monkeypatch)
    life.open(start=stage.STARTS[0])
    with pytest.raises(AssertionError) as found:
        find(life, lose(life))
    assert found.traceback[-1].name == where
    life.both.door.close()
