from datetime import UTC, datetime
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from loans.models import AccountLine, Loan, NightlyRun
from loans.services import ledger
from members.models import Member
from tests.factories.catalog import CopyFactory
from tests.loans.services.accounts import TERMS, late_loan

pytestmark = pytest.mark.django_db
QUIET = ("renewals", "fines", "lost", "shelf", "notices")


def said(*args: str) -> str:
    out = StringIO()
    steps = [] if "--step" in args else [word for step in QUIET for word in ("--step", step)]
    call_command("nightly", *args, *steps, stdout=out, stderr=out)
    return out.getvalue()


def test_it_says_what_it_did(ada: Member) -> None:
    late_loan(ada, days=3)
    assert said().splitlines() == [
        "The night as of 2026-05-06 08:00 UTC",
        "  renewals   0 looked at, 0 changed, 0 failed",
        "  fines      1 looked at, 1 changed, 0 failed",
        "  lost       0 looked at, 0 changed, 0 failed",
        "  shelf      0 looked at, 0 changed, 0 failed",
        "  notices    1 looked at, 1 changed, 0 failed",
    ]


def test_a_healthy_library_passes_all_steps(db: None) -> None:
    call_command("nightly", stdout=StringIO())
    night = NightlyRun.objects.get()
    assert (night.is_whole, night.interface) == (True, "command")


@pytest.mark.parametrize("as_of", ["2026-05-05", "2026-05-05T00:00", "2026-05-05T02:00+02:00"])
def test_it_can_be_done_as_of_a_past_night(ada: Member, as_of: str) -> None:
    late_loan(ada, days=3)
    assert "as of 2026-05-05 00:00 UTC" in said("--as-of", as_of)
    assert NightlyRun.objects.get().as_of == datetime(2026, 5, 5, tzinfo=UTC)
    assert ledger.balance(ada.pk) == 40


def test_a_single_step_can_be_chosen(ada: Member) -> None:
    late_loan(ada, days=3)
    assert "fines" not in said("--step", "notices")
    assert not AccountLine.objects.exists()


@pytest.mark.parametrize(
    ("as_of", "why"),
    [
        ("yesterday", "neither a day like 2026-05-06"),
        ("2026-05-07", "must be past"),
        ("2026-05-06T08:01", "must be past"),
    ],
)
def test_it_refuses_a_night_that_is_none(db: None, as_of: str, why: str) -> None:
    with pytest.raises(CommandError, match=why):
        said("--as-of", as_of)
    assert not NightlyRun.objects.exists()


def test_it_exits_with_1_when_something_failed(ada: Member, ben: Member) -> None:
    bad = late_loan(ada, days=3)
    late_loan(ben, days=3)
    Loan.objects.filter(pk=bad.pk).update(policy_terms=TERMS | {"grace_days": "two"})
    out = StringIO()
    with pytest.raises(SystemExit, match="1"):
        call_command("nightly", "--step", "fines", stdout=out)
    assert "fines      2 looked at, 1 changed, 1 failed" in out.getvalue()


def test_it_exits_with_1_when_a_law_is_broken(db: None) -> None:
    CopyFactory(is_on_loan=True)
    out = StringIO()
    with pytest.raises(SystemExit, match="1"):
        call_command("nightly", "--step", "integrity", stdout=out)
    assert "1 failed" in out.getvalue()


def test_it_says_that_another_run_is_at_it(now: Any) -> None:
    NightlyRun.objects.create(as_of=now, interface="job", started_at=now, alive_at=now)
    with pytest.raises(CommandError, match="already by another run"):
        said()


def test_a_long_run_tells_how_far_it_is(ada: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("loans.management.commands.nightly.TOLD_EVERY", 2)
    monkeypatch.setattr("loans.services.batches.of.__defaults__", (1,))
    for _number in range(3):
        late_loan(ada, days=3)
    assert "notices: 2 of 3" in said("--step", "notices")
