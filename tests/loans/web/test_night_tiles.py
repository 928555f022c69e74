from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from loans.models import Loan, NightlyRun, NightStep
from loans.services import nightly
from loans.web import night_tiles
from members.models import Member
from tests.factories.catalog import CopyFactory
from tests.html import assert_valid
from tests.loans.services.accounts import TERMS, late_loan

pytestmark = pytest.mark.django_db
BERLIN = ZoneInfo("Europe/Berlin")


def tiles(now: datetime, hours: int = 7) -> list[tuple[Any, str, str]]:
    """So many hours after the night."""
    shown = night_tiles.of(now + timedelta(hours=hours), BERLIN)
    return [(tile.value, tile.label, tile.tone) for tile in shown]


def run(now: datetime, *steps: NightStep) -> NightlyRun:
    return nightly.run(now, clock=lambda: now, interface="job", steps=steps or tuple(NightStep))


def test_before_the_first_night_it_says_so(now: datetime) -> None:
    assert tiles(now) == [
        ("–", "The night's work", "warn"),
        ("–", "Faults in the records", "warn"),
    ]


def test_a_good_night(now: datetime) -> None:
    run(now)
    assert tiles(now) == [("10:00", "The night's work", "ok"), (0, "Faults in the records", "ok")]


def test_a_night_that_was_missed(now: datetime) -> None:
    run(now)
    assert tiles(now, hours=27)[0] == ("6 May", "The night's work, last done", "bad")


def test_a_single_step_is_no_night_but_a_check_is_a_check(now: datetime) -> None:
    run(now, NightStep.INTEGRITY)
    assert tiles(now) == [("–", "The night's work", "warn"), (0, "Faults in the records", "ok")]


def test_faults_and_failures_are_told(ada: Member, now: datetime) -> None:
    CopyFactory(is_on_loan=True)
    bad = late_loan(ada, days=3)
    Loan.objects.filter(pk=bad.pk).update(policy_terms=TERMS | {"grace_days": "two"})
    night = run(now)
    night.steps.filter(step=NightStep.SHELF).update(is_broken=True)
    assert tiles(now) == [
        ("10:00", "The night's work: 2 failures", "bad"),
        (2, "Faults in the records", "bad"),  # the copy, and the loan that no desk made
    ]


def test_they_stand_on_the_dashboard(
    signed_in: Callable[[User], Client], vera: User, harbour: Any, now: datetime
) -> None:
    run(now)
    page = assert_valid(signed_in(vera).get(reverse("loans:dashboard")))
    assert "Faults in the records" in "".join(page.itertext())


def test_looking_is_two_statements(now: datetime, django_assert_num_queries: Any) -> None:
    run(now)
    with django_assert_num_queries(2):
        night_tiles.of(now, BERLIN)
