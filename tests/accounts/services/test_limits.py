from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from accounts.domain.attempts import NetworkRule, Rule
from accounts.models import AttemptCount
from accounts.services import limits
from core.errors import TooMany

RULE = Rule("test.rule", 3, timedelta(minutes=15))


def hits(count: int, now: datetime, who: str = "ada", rule: Rule = RULE) -> None:
    for _ in range(count):
        limits.hit(rule, who, now=now)


@pytest.mark.django_db
def test_it_refuses_the_first_beyond_the_limit(now: datetime) -> None:
    hits(3, now)
    with pytest.raises(TooMany) as refusal:
        hits(1, now)
    assert refusal.value.retry_after == 900


@pytest.mark.django_db
def test_what_is_refused_is_counted_all_the_same(now: datetime) -> None:
    hits(3, now)
    for _ in range(2):
        with pytest.raises(TooMany):
            hits(1, now)
    assert AttemptCount.objects.get().count == 5


@pytest.mark.django_db
def test_each_key_and_each_rule_is_counted_by_itself(now: datetime) -> None:
    hits(3, now)
    hits(3, now, who="ben")
    hits(3, now, rule=Rule("test.other", 3, timedelta(minutes=15)))
    assert AttemptCount.objects.count() == 3


@pytest.mark.django_db
def test_the_next_window_begins_anew_to_the_second() -> None:
    last = datetime(2026, 5, 6, 8, 14, 59, 999_999, tzinfo=UTC)
    hits(3, last)
    with pytest.raises(TooMany):
        hits(1, last)
    hits(3, last + timedelta(microseconds=1))


@pytest.mark.django_db
def test_nobody_in_particular_is_not_counted(now: datetime) -> None:
    hits(10, now, who="")
    assert not AttemptCount.objects.exists()


@pytest.mark.django_db
def test_neighbours_in_an_ipv6_network_are_counted_as_one(now: datetime) -> None:
    rule = NetworkRule("test.network", 3, timedelta(minutes=15))
    for host in range(3):
        hits(1, now, who=f"2001:db8::{host}", rule=rule)
    with pytest.raises(TooMany):
        hits(1, now, who="2001:db8::ffff", rule=rule)


@pytest.mark.django_db
def test_what_is_taken_back_never_falls_below_nothing(now: datetime) -> None:
    hits(1, now)
    for _ in range(2):
        limits.take_back(RULE, "ada", now=now)
    assert AttemptCount.objects.get().count == 0
    hits(3, now)
    with pytest.raises(TooMany):
        hits(1, now)


@pytest.mark.django_db
def test_who_it_was_is_not_kept(now: datetime) -> None:
    hits(1, now, who="ada@example.org")
    assert "ada" not in str(AttemptCount.objects.values().get())


@pytest.mark.django_db
def test_only_windows_that_are_long_over_are_cleared(now: datetime) -> None:
    hits(1, now - timedelta(days=2))
    hits(1, now)
    assert limits.clear(now=now) == 1
    assert AttemptCount.objects.get().window_start == now


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_as_many_pass_as_the_limit_says(now: datetime) -> None:
    rule = Rule("test.race", 10, timedelta(minutes=15))

    def attempt(_: int) -> bool:
        try:
            limits.hit(rule, "ada", now=now)
        except TooMany:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(8) as pool:
        passed = list(pool.map(attempt, range(40)))
    assert passed.count(True) == 10
    assert AttemptCount.objects.get().count == 40
