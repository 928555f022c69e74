"""The stages of an import, and how two who are at the same one keep out of each other's way."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from catalog.models import ImportBatch
from core import staged
from core.staged import Stage
from core.templatetags.ui import MARKS
from members.models import MemberImport
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
Made = Callable[..., Any]


@pytest.fixture(params=[ImportBatch, MemberImport])
def made(request: pytest.FixtureRequest) -> Made:
    """``made(stage=...)``: a work in that stage, of books and of members."""

    def one(**columns: Any) -> Any:
        said = {"size": 1, "created_at": NOW, "started_at": NOW, "stage": Stage.RUNNING}
        return request.param.objects.create(**{**said, **columns})

    return one


def test_every_stage_has_its_mark() -> None:
    assert set(staged.MARKS) == set(Stage)
    assert set(staged.MARKS.values()) <= set(MARKS)


def test_whoever_works_comes_to_another_stage() -> None:
    assert set(staged.AFTER) == set(staged.AT_WORK)
    assert not set(staged.AFTER.values()) & set(staged.AT_WORK)


def test_one_at_a_time_has_it_until_it_is_left_or_they_are_silent_for_long(made: Made) -> None:
    work = made()
    rows = type(work).objects.all()
    assert staged.claim(rows, work.pk, NOW) == work
    assert staged.claim(rows, work.pk, NOW + staged.CLAIM_HOLDS) is None
    later = NOW + staged.CLAIM_HOLDS + timedelta(seconds=1)
    assert staged.claim(rows, work.pk, later) == work
    assert rows.get().claimed_at == later
    staged.release(work)
    assert staged.claim(rows, work.pk, later) == work


@pytest.mark.parametrize("stage", sorted(set(Stage) - set(staged.AT_WORK)))
def test_where_there_is_nothing_to_do_nobody_has_it(made: Made, stage: Stage) -> None:
    work = made(stage=stage, finished_at=NOW if stage in staged.OVER else None)
    assert staged.claim(type(work).objects.all(), work.pk, NOW) is None


@pytest.mark.parametrize(
    "columns",
    [{"position": 3}, {"stage": Stage.FAILED, "finished_at": NOW}, {"stage": Stage.UNDOING}],
)
def test_who_was_overtaken_is_told(made: Made, columns: dict[str, Any]) -> None:
    work = made(position=2)
    with transaction.atomic():
        staged.lock(work, 2)
        staged.lock(work, None)
    type(work).objects.update(**columns)
    with transaction.atomic(), pytest.raises(staged.Overtaken):
        staged.lock(work, 2)


def test_it_has_gone_for_who_was_at_it(made: Made) -> None:
    work = made()
    type(work).objects.all().delete()
    with transaction.atomic(), pytest.raises(staged.Overtaken):
        staged.lock(work, None)
