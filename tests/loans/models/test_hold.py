from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from catalog.models import Branch, Copy
from loans.models import HoldState, Transfer
from tests.factories.catalog import BranchFactory, CopyFactory
from tests.factories.holds import HoldFactory

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 5, 6, 12, tzinfo=UTC)


def hold_with(copy: Copy, state: HoldState) -> None:
    """A hold on the copy's book that the copy is, or was, set aside for."""
    HoldFactory(
        book=copy.book,
        state=state,
        position=None,
        captured_copy=copy,
        expires_on=date(2026, 5, 12),
        ended_at=None if state in (HoldState.WAITING, HoldState.IN_TRANSIT) else NOON,
    )


def travel(copy: Copy, to: Branch, **facts: Any) -> None:
    Transfer.objects.create(copy=copy, from_branch=copy.branch, to_branch=to, sent_at=NOON, **facts)


@pytest.mark.parametrize("state", [HoldState.WAITING, HoldState.IN_TRANSIT])
def test_a_copy_is_set_aside_for_one_hold_at_a_time(state: HoldState) -> None:
    copy = CopyFactory()
    for ended in (HoldState.FILLED, HoldState.CANCELLED, HoldState.EXPIRED):
        hold_with(copy, ended)
    hold_with(copy, HoldState.WAITING)
    with (
        pytest.raises(IntegrityError, match=r"captured_copy|hold_one_captured"),
        transaction.atomic(),
    ):
        hold_with(copy, state)


def test_a_copy_is_on_one_way_at_a_time() -> None:
    copy, hill = CopyFactory(), BranchFactory(code="hill", name="Hill branch")
    travel(copy, hill, ended_at=NOON)
    travel(copy, hill)
    with pytest.raises(IntegrityError, match=r"copy_id|transfer_one_open"), transaction.atomic():
        travel(copy, hill)
