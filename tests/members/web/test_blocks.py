"""Blocks, as the staff sets and lifts them."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from accounts.models import User
from members.models import Block, Member
from tests.html import assert_valid

pytestmark = pytest.mark.django_db
SignedIn = Callable[..., Client]
HTMX = {"HX-Request": "true"}
GOOD: dict[str, Any] = {"kind": "card_lost", "stops": ["borrowing", "renewing", "holds"]}


@pytest.fixture
def librarian(signed_in: SignedIn, leo: User) -> Client:
    return signed_in(leo)


def test_a_block_is_set_seen_and_lifted(librarian: Client, ada: Member, leo: User) -> None:
    asked = librarian.get(f"/members/{ada.pk}/block")
    assert_valid(asked)
    data = GOOD | {"reason": "Card lost", "until_on": "2026-06-01"}
    answer = librarian.post(f"/members/{ada.pk}/block", data, follow=True)
    assert_valid(answer)
    page = answer.content.decode()
    for words in ("Card lost", "6 May 2026, Leo", "1 Jun 2026", "Lift this block"):
        assert words in page
    block = Block.objects.get()
    lifted = librarian.post(f"/members/blocks/{block.pk}/lift", follow=True)
    assert_valid(lifted)
    assert "Lift this block" not in lifted.content.decode()
    assert "Earlier blocks" in lifted.content.decode()
    assert librarian.post(f"/members/blocks/{block.pk}/lift").status_code == 409
    assert librarian.post(f"/members/blocks/{uuid4()}/lift").status_code == 404


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"reason": ""}, "reason"),
        ({"reason": "x" * 301}, "reason"),
        ({"reason": "x", "until_on": "2026-05-05"}, "until_on"),
        ({"reason": "x", "until_on": "soon"}, "until_on"),
        ({"reason": "x", "stops": []}, "stops"),
        ({"reason": "x", "stops": ["breathing"]}, "stops"),
        ({"reason": "x", "kind": "odd"}, "kind"),
        ({"reason": "x", "from_on": "2026-06-02", "until_on": "2026-06-01"}, "until_on"),
    ],
)
def test_a_block_needs_a_reason_and_an_end_to_come(
    librarian: Client, ada: Member, data: dict[str, Any], field: str
) -> None:
    answer = librarian.post(f"/members/{ada.pk}/block", GOOD | data)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert_valid(answer)


def test_a_block_may_stop_one_thing_and_begin_later(librarian: Client, ada: Member) -> None:
    data = {"kind": "conduct", "reason": "Torn pages", "stops": ["holds"], "from_on": "2026-05-10"}
    librarian.post(f"/members/{ada.pk}/block", data)
    block = Block.objects.get()
    assert (block.kind, block.stops) == ("conduct", ["holds"])
    assert not Block.objects.in_force(date(2026, 5, 9)).exists()
    assert Block.objects.in_force(date(2026, 5, 10)).exists()
    Block.objects.update(from_on=None)
    page = librarian.get(f"/members/{ada.pk}").content.decode()
    assert "conduct; stops placing holds" in page
