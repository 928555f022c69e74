"""The library does what the model says, whatever is asked of it in whatever order."""

import os
from collections.abc import Callable, Collection, Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import RULE_MARKER, run_state_machine_as_test

from tests.model.doors import Door, InProcess
from tests.model.life import Life

pytestmark = pytest.mark.django_db
STEPS = 60
PARTS = 10
EXAMPLES = 30 if os.environ.get("CI") else 3
"""For each part: 300 in all where everything is tested."""
IS_SECOND = "TEST_DATABASE_URL" in os.environ
"""PostgreSQL comes after SQLite, and gets other examples, a third as many."""


def run(
    door: Door,
    number: int,
    examples: int,
    *,
    rules: Collection[str] = (),
    phases: Sequence[Phase] = (Phase.generate, Phase.shrink),
) -> None:
    """A part of the examples, the same ones every time; with some ``rules`` only, where named."""
    whole = _part_of_life(rules) if rules else Life
    life = type("Life", (whole,), {"door": door})
    run_state_machine_as_test(
        seed(number)(life),
        settings=settings(
            max_examples=examples,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            print_blob=True,
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
            phases=phases,
        ),
    )


def _part_of_life(rules: Collection[str]) -> type[Life]:
    """Life with some rules only. What the others do, these may still do in passing."""
    named = {name: each for name, each in _vars_of(Life).items() if hasattr(each, RULE_MARKER)}
    return type("Part", (Life,), {name: _plain(named[name]) for name in named.keys() - set(rules)})


def _vars_of(kind: type) -> dict[str, Any]:
    """All that a class has, its own and inherited."""
    return {name: getattr(kind, name) for name in dir(kind)}


def _plain(deed: Callable[..., None]) -> Callable[..., None]:
    """A rule as a method like any other."""

    def plain(self: Life, **about: Any) -> None:
        deed(self, **about)

    return plain


@pytest.fixture
def door(monkeypatch: pytest.MonkeyPatch) -> InProcess:
    return InProcess(monkeypatch)


@pytest.mark.parametrize("part", range(PARTS))
def test_the_library_does_what_the_model_says(door: InProcess, part: int) -> None:
    if IS_SECOND:
        run(door, PARTS + part, max(2, EXAMPLES // 3))
    else:
        run(door, part, EXAMPLES)
