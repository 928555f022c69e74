from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Event
from typing import Any

import pytest
from django.db import connection

from accounts import errors
from accounts.models import AuditEntry, IdempotentAnswer, User
from accounts.models.audit import Interface
from accounts.services import audit, once
from tests.factories.accounts import UserFactory

ASKED = {"copy": "C-1"}


class Deed:
    """Counts how often it was done, and leaves a row that a rollback takes away."""

    def __init__(self, now: datetime, fail: Exception | None = None) -> None:
        self.now, self.fail, self.done = now, fail, 0

    def __call__(self) -> dict[str, int]:
        audit.record("a.deed", actor=None, now=self.now, interface=Interface.API)
        if self.fail:
            raise self.fail
        self.done += 1
        return {"done": self.done}


def run(key: str, actor: User, deed: Deed, request: Any = ASKED) -> once.Answer:
    return once.run(key, actor=actor, request=request, now=deed.now, deed=deed)


@pytest.mark.django_db
def test_the_same_request_with_the_same_key_is_done_once(now: datetime, vera: User) -> None:
    deed = Deed(now)
    first, again = run("k-1", vera, deed), run("k-1", vera, deed)
    assert first == once.Answer(b'{"done":1}')
    assert again == once.Answer(b'{"done":1}', replayed=True)
    assert AuditEntry.objects.count() == 1


@pytest.mark.django_db
def test_without_a_key_nothing_is_remembered(now: datetime, vera: User) -> None:
    deed = Deed(now)
    run("", vera, deed)
    assert run("", vera, deed) == once.Answer(b'{"done":2}')
    assert not IdempotentAnswer.objects.exists()


@pytest.mark.django_db
def test_a_key_is_refused_for_another_request(now: datetime, vera: User) -> None:
    deed = Deed(now)
    run("k-1", vera, deed)
    with pytest.raises(errors.KeyReused):
        run("k-1", vera, deed, {"copy": "C-2"})
    assert deed.done == 1


@pytest.mark.django_db
def test_two_people_may_use_the_same_key(now: datetime, vera: User, leo: User) -> None:
    deed = Deed(now)
    run("k-1", vera, deed)
    assert not run("k-1", leo, deed).replayed


@pytest.mark.django_db
def test_a_deed_that_is_refused_leaves_no_trace_and_can_be_tried_again(
    now: datetime, vera: User
) -> None:
    with pytest.raises(errors.EmailTaken):
        run("k-1", vera, Deed(now, fail=errors.EmailTaken()))
    assert not IdempotentAnswer.objects.exists()
    assert not AuditEntry.objects.exists()
    assert not run("k-1", vera, Deed(now)).replayed


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["x" * 201, "käse", "a\nb", "a\x7fb"])
def test_a_key_is_at_most_200_visible_characters(now: datetime, vera: User, key: str) -> None:
    deed = Deed(now)
    with pytest.raises(errors.BadKey):
        run(key, vera, deed)
    assert deed.done == 0


@pytest.mark.django_db
def test_answers_are_forgotten_after_two_days(now: datetime, vera: User) -> None:
    run("old", vera, Deed(now - timedelta(days=2, seconds=1)))
    run("new", vera, Deed(now - timedelta(days=2)))
    assert once.clear(now=now) == 1
    assert IdempotentAnswer.objects.get().key == "new"


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_the_second_waits_and_gets_the_answer_of_the_first(now: datetime) -> None:
    vera, begun, go_on = UserFactory(), Event(), Event()
    deed = Deed(now)

    def slow() -> dict[str, int]:
        begun.set()
        assert go_on.wait(10)
        return deed()

    def ask(slowly: bool) -> once.Answer:
        try:
            what = slow if slowly else deed
            return once.run("k-1", actor=vera, request=ASKED, now=now, deed=what)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(ask, True)
        assert begun.wait(10)
        second = pool.submit(ask, False)
        with pytest.raises(TimeoutError):
            second.result(timeout=0.3)
        go_on.set()
        assert (first.result(10).replayed, second.result(10).replayed) == (False, True)
        assert first.result().body == second.result().body == b'{"done":1}'
    assert AuditEntry.objects.count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_the_second_does_it_when_the_first_is_refused(now: datetime) -> None:
    vera, begun, go_on = UserFactory(), Event(), Event()

    def refused() -> None:
        begun.set()
        assert go_on.wait(10)
        raise errors.EmailTaken

    def ask(deed: Any) -> once.Answer:
        try:
            return once.run("k-1", actor=vera, request=ASKED, now=now, deed=deed)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(ask, refused)
        assert begun.wait(10)
        second = pool.submit(ask, Deed(now))
        go_on.set()
        with pytest.raises(errors.EmailTaken):
            first.result(10)
        assert second.result(10) == once.Answer(b'{"done":1}')
