from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest

from accounts.domain import trail

ADA = UUID(int=1)
LEO = UUID(int=2)
FACTS = trail.Facts(
    id=7,
    action="loan.checked_out",
    at=datetime(2026, 5, 6, 8, tzinfo=UTC),
    interface="desk",
    subjects=(UUID(int=3), None, UUID(int=4)),
    data={"branch": "harbour", "due_at": "2026-05-20T21:59:59Z"},
    people={"actor": LEO, "member": ADA, "user": None},
    proofs={},
)
SEALED = trail.seal(1, trail.BEFORE_THE_FIRST, "salt", [FACTS])


@pytest.mark.parametrize(
    "change",
    [
        {"id": 8},
        {"action": "loan.returned"},
        {"at": FACTS.at + timedelta(microseconds=1)},
        {"interface": "api"},
        {"subjects": (UUID(int=3), UUID(int=4), None)},
        {"data": {"branch": "hill", "due_at": "2026-05-20T21:59:59Z"}},
        {"people": {"actor": ADA, "member": LEO, "user": None}},
        {"people": {"actor": LEO, "member": None, "user": None}},
        {"proofs": {"user": "0" * 64}},
    ],
)
def test_whatever_is_changed_breaks_the_seal(change: dict[str, Any]) -> None:
    changed = replace(FACTS, **change)
    assert trail.seal(1, trail.BEFORE_THE_FIRST, "salt", [changed]) != SEALED


def test_the_seal_holds_however_the_database_spells_things() -> None:
    berlin = timezone(timedelta(hours=2))
    data = dict(reversed(list(FACTS.data.items())))
    same = replace(FACTS, at=FACTS.at.astimezone(berlin), data=data)
    assert trail.seal(1, trail.BEFORE_THE_FIRST, "salt", [same]) == SEALED


def test_entries_cannot_change_places_nor_seals() -> None:
    other = replace(FACTS, id=8)
    both = trail.seal(1, trail.BEFORE_THE_FIRST, "salt", [FACTS, other])
    assert both != trail.seal(1, trail.BEFORE_THE_FIRST, "salt", [other, FACTS])
    assert trail.seal(2, trail.BEFORE_THE_FIRST, "salt", [FACTS]) != SEALED
    assert trail.seal(1, SEALED, "salt", [FACTS]) != SEALED


def test_a_proof_takes_the_place_of_a_person() -> None:
    proof = trail.proof("salt", FACTS.id, "member", ADA)
    people = {"actor": LEO, "member": None, "user": None}
    forgotten = replace(FACTS, people=people, proofs={"member": proof})
    assert trail.seal(1, trail.BEFORE_THE_FIRST, "salt", [forgotten]) == SEALED
    assert trail.proof("salt", 8, "member", ADA) != proof
