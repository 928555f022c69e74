"""How the two runs of the tests are counted, and what is said of a server that is not there."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts import test as runner

NOWHERE = "127.0.0.1:1"


def test_the_results_of_a_run_are_counted(tmp_path: Path) -> None:
    results = tmp_path / "sqlite.xml"
    results.write_text(
        '<testsuites><testsuite tests="10" failures="2" errors="1" skipped="3"/></testsuites>'
    )
    assert runner.count(results) == runner.Count(passed=4, failed=3, skipped=3)


def test_runs_are_added_up() -> None:
    assert runner.Count(1, 2, 3) + runner.Count(10, 20, 30) == runner.Count(11, 22, 33)


def test_a_password_is_not_shown() -> None:
    assert runner.place("postgres://me:secret@db.example:5433/test") == "db.example:5433"


@pytest.fixture
def no_servers(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*runner.CHOOSING, "CI"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(runner, "LOCAL_DATABASE", f"postgres://postgres@{NOWHERE}/test")
    monkeypatch.setattr(runner, "LOCAL_REDIS", f"redis://{NOWHERE}/15")


@pytest.mark.usefixtures("no_servers")
def test_a_server_that_is_not_there_is_said_so_in_one_line() -> None:
    environment, sentences, well = runner.servers()
    assert environment == {}
    assert sentences == [
        f"PostgreSQL was not tested: there is none at {NOWHERE} (TEST_DATABASE_URL)."
    ]
    assert well


@pytest.mark.usefixtures("no_servers")
@pytest.mark.parametrize(
    ("name", "value"),
    [("TEST_DATABASE_URL", f"postgres://postgres@{NOWHERE}/test"), ("CI", "true")],
)
def test_a_server_that_was_demanded_must_be_there(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    _, _, well = runner.servers()
    assert not well
