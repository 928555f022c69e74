from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection
from django.test import Client

from core import health
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
PARTS = {"database", "cache", "migrations", "outbox"}


@pytest.fixture
def _checks_as_they_were() -> Iterator[None]:
    before = dict(health.CHECKS)
    yield
    health.CHECKS.clear()
    health.CHECKS.update(before)


def test_the_process_answers_and_asks_nothing(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        answer = Client().get("/health")
    assert (answer.status_code, answer.content) == (200, b'"OK"')
    assert "no-store" in answer["Cache-Control"]
    assert answer.cookies == {}


def test_the_process_answers_when_the_database_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> None:
        raise OperationalError("no route to postgres://library:secret@db")

    monkeypatch.setattr(connection, "cursor", gone)
    assert Client().get("/health").status_code == 200


def test_a_well_library_says_so_of_each_part() -> None:
    answer = Client().get("/health/ready")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok"} | dict.fromkeys(PARTS, "ok")


@pytest.mark.usefixtures("_checks_as_they_were")
@pytest.mark.parametrize("part", sorted(PARTS))
def test_a_part_that_fails_is_named_and_nothing_else_is_told(part: str) -> None:
    def fails(_now: Any) -> bool:
        raise OperationalError("could not connect to postgres://library:secret@db:5432")

    health.CHECKS[part] = fails
    answer = Client().get("/health/ready")
    assert answer.status_code == 503
    said = answer.json()
    assert said.pop("status") == "failing"
    assert {name for name, state in said.items() if state == "failing"} == {part}
    assert set(said) == PARTS
    assert b"secret" not in answer.content
    assert b"postgres" not in answer.content


@pytest.mark.usefixtures("_checks_as_they_were")
def test_a_part_that_says_no_fails_without_a_fault() -> None:
    health.CHECKS["outbox"] = lambda now: now != NOW
    assert health.report(NOW)["outbox"] == "failing"


def test_a_cache_that_forgets_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "get", lambda *_: None)
    assert health.report(NOW)["cache"] == "failing"


def test_a_cache_that_raises_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: Any) -> None:
        raise ConnectionError("redis://:secret@cache")

    monkeypatch.setattr(cache, "set", gone)
    assert health.report(NOW)["cache"] == "failing"


def test_a_missing_migration_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "django.db.migrations.recorder.MigrationRecorder.applied_migrations", lambda _: {}
    )
    assert health.report(NOW)["migrations"] == "failing"


@pytest.mark.parametrize("path", ["/health", "/health/ready"])
def test_probes_may_ask_for_the_head_and_nothing_may_be_sent(path: str) -> None:
    assert Client().head(path).status_code == 200
    assert Client().post(path).status_code == 405
