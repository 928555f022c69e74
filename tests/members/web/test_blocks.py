"""Blocks, as the staff sets and lifts them."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client

from accounts.models import User
from members.models import Block, Member
from tests.html import assert_valid

pytestmark = pytest.mark.django_db
SignedIn = Callable[..., Client]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def librarian(signed_in: SignedIn, leo: User) -> Client:
    return signed_in(leo)


def test_a_block_is_set_seen_and_lifted(librarian: Client, ada: Member, leo: User) -> None:
    asked = librarian.get(f"/members/{ada.pk}/block")
    assert_valid(asked)
    data = {"reason": "Card lost", "until_on": "2026-06-01"}
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
    ],
)
def test_a_block_needs_a_reason_and_an_end_to_come(
    librarian: Client, ada: Member, data: dict[str, str], field: str
) -> None:
    answer = librarian.post(f"/members/{ada.pk}/block", data)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert_valid(answer)
