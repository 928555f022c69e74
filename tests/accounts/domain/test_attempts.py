from datetime import UTC, datetime, timedelta

import pytest

from accounts.domain import attempts
from accounts.domain.attempts import NetworkRule, Rule

RULE = Rule("a.rule", 3, timedelta(minutes=15))


def at(hour: int, minute: int, second: int = 0, micro: int = 0) -> datetime:
    return datetime(2026, 5, 6, hour, minute, second, micro, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "start"),
    [
        (at(8, 0), at(8, 0)),
        (at(8, 14, 59, 999_999), at(8, 0)),
        (at(8, 15), at(8, 15)),
    ],
)
def test_a_window_holds_its_first_instant_and_not_its_last(now: datetime, start: datetime) -> None:
    assert RULE.window_start(now) == start


@pytest.mark.parametrize(
    ("now", "seconds"),
    [(at(8, 0), 900), (at(8, 0, 0, 1), 900), (at(8, 14, 59), 1), (at(8, 14, 59, 999_999), 1)],
)
def test_it_says_in_how_many_whole_seconds_the_next_window_begins(
    now: datetime, seconds: int
) -> None:
    assert RULE.retry_after(now) == seconds
    assert RULE.window_start(now + timedelta(seconds=seconds)) > RULE.window_start(now)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::ffff", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("unknown", "unknown"),
        ("", ""),
    ],
)
def test_machines_are_counted_by_the_network_a_subscriber_has(address: str, network: str) -> None:
    rule = NetworkRule("a.network", 3, timedelta(hours=1))
    assert rule.key_of(address) == attempts.network_of(address) == network
    assert RULE.key_of(address) == address


def test_one_network_alone_cannot_shut_an_owner_out() -> None:
    here, anywhere = attempts.SIGN_IN_BY_ADDRESS, attempts.SIGN_IN_BY_ADDRESS_ANYWHERE
    assert here.most * (anywhere.window / here.window) < anywhere.most


def test_no_two_rules_share_a_counter() -> None:
    rules = [rule for rule in vars(attempts).values() if isinstance(rule, Rule)]
    assert len({rule.name for rule in rules}) == len(rules) > 5
