"""An import of members that is stopped by hand, and what comes to pass at the same moment."""

from typing import Any

import pytest
from django.db import IntegrityError

from accounts.models import AuditEntry
from members.models import Member, MemberImport, MemberImportRow
from members.models.imports import Stage
from members.services.imports import batches, running, writing
from tests.conftest import NOW
from tests.members.services.imports.conftest import Import

pytestmark = pytest.mark.django_db
LIST = "name,card\nAda,A1\nBo,B1\nCy,C1\n"


@pytest.fixture
def begun(deed: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> MemberImport:
    """An import that waits for the worker, who takes a row at a time."""
    monkeypatch.setattr(running, "CHUNK", 1)
    batch = batches.upload([LIST.encode()], "list.csv", **deed)
    batches.arrange(batch.pk, batches.Terms(batch.columns), **deed)
    return batches.commit(batch.pk, in_background=False, **deed)


def test_it_stops_behind_the_rows_in_hand_and_can_be_gone_on_with(
    begun: MemberImport, deed: dict[str, Any]
) -> None:
    def press(_batch: MemberImport) -> None:
        batches.stop(begun.pk, **deed)

    assert running.go_on(begun.pk, clock=lambda: NOW, tell=press) is False
    begun.refresh_from_db()
    assert (begun.stage, begun.position) == (Stage.FAILED, 1)
    assert begun.failure == {"code": "stopped", "stage": "running"}
    batches.resume(begun.pk, **deed)
    assert running.go_on(begun.pk, clock=lambda: NOW) is False
    assert set(Member.objects.values_list("name", flat=True)) == {"Ada", "Bo", "Cy"}


def test_a_fault_after_the_stop_leaves_the_import_as_it_was_stopped(
    begun: MemberImport, deed: dict[str, Any]
) -> None:
    def press_and_fall(_batch: MemberImport) -> None:
        batches.stop(begun.pk, **deed)
        raise RuntimeError

    assert running.go_on(begun.pk, clock=lambda: NOW, tell=press_and_fall) is False
    begun.refresh_from_db()
    assert (begun.stage, begun.position) == (Stage.FAILED, 1)
    assert begun.failure == {"code": "stopped", "stage": "running"}
    assert not AuditEntry.objects.filter(action="member_import.failed").exists()


def test_rows_that_are_to_be_judged_anew_are_left_alone_after_the_stop(
    begun: MemberImport, deed: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    again = MemberImport.refresh_from_db

    def outrun(*_args: Any) -> None:
        raise IntegrityError

    def press(batch: MemberImport, *args: Any, **kwargs: Any) -> None:
        batches.stop(begun.pk, **deed)
        again(batch, *args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(writing, "write", outrun)
        patch.setattr(MemberImport, "refresh_from_db", press)
        assert running.go_on(begun.pk, clock=lambda: NOW) is False
    begun.refresh_from_db()
    assert (begun.stage, begun.position, begun.counts) == (Stage.FAILED, 0, {})
    assert begun.failure == {"code": "stopped", "stage": "running"}
    assert not MemberImportRow.objects.exists()


def test_who_was_overtaken_in_taking_back_does_nothing_twice(
    imported: Import, deed: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = imported(LIST)
    monkeypatch.setattr("members.services.imports.undoing.CHUNK", 1)
    batches.undo(batch.pk, in_background=False, **deed)

    def another(_batch: MemberImport) -> None:
        MemberImport.objects.filter(pk=batch.pk).update(claimed_at=None)
        assert running.go_on(batch.pk, clock=lambda: NOW, seconds=0) is True

    assert running.go_on(batch.pk, clock=lambda: NOW, tell=another) is False
    assert running.go_on(batch.pk, clock=lambda: NOW) is False
    batch.refresh_from_db()
    assert (batch.stage, batch.counts) == (Stage.UNDONE, {"new": 3, "undone": 3})
    assert set(batch.rows.values_list("outcome", flat=True)) == {"undone"}
