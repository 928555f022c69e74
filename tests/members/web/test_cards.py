"""Another card, on the pages and over REST."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from members.domain import cards
from members.models import Member
from tests.html import assert_valid, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("harbour")]
SignedIn = Callable[[User | None], Client]
NEW = cards.numbered(1, 77)


@pytest.fixture
def replaced(signed_in: SignedIn, ada: Member, leo: User) -> Any:
    """The answer to Leo, who gave Ada another card."""
    data = {"seen": ada.card_number, "why": "lost", "card_number": NEW}
    return signed_in(leo).post(reverse("members:card", args=[ada.pk]), data, follow=True)


def test_a_card_is_replaced_from_the_member_s_page(
    signed_in: SignedIn, ada: Member, leo: User
) -> None:
    page = signed_in(leo).get(reverse("members:member", args=[ada.pk]))
    assert reverse("members:card", args=[ada.pk]) in page.content.decode()
    asked = words(signed_in(leo).get(reverse("members:card", args=[ada.pk])))
    assert "Another card for Ada Nowak" in asked
    assert "Loans, holds and charges stay with the member." in asked


def test_the_page_then_shows_both_cards(replaced: Any, ada: Member) -> None:
    said = words(replaced)
    assert f"Ada Nowak has the card {cards.spaced(NEW)} now." in said
    assert f"{cards.spaced(ada.card_number)} until 6 May 2026: lost" in said


def test_someone_who_was_faster_is_told_and_nothing_changes(
    replaced: Any, signed_in: SignedIn, ada: Member, leo: User
) -> None:
    data = {"seen": ada.card_number, "why": "lost", "card_number": ""}
    late = signed_in(leo).post(reverse("members:card", args=[ada.pk]), data)
    assert late.status_code == 409
    assert "The member has another card by now" in words(late)


def test_the_old_card_leads_the_staff_to_its_member(
    replaced: Any, signed_in: SignedIn, ada: Member, leo: User
) -> None:
    found = signed_in(leo).get(reverse("members:find"), {"q": ada.card_number})
    assert found["Location"] == reverse("members:member", args=[ada.pk])


def test_the_desk_refuses_the_old_card_and_says_why(
    replaced: Any, signed_in: SignedIn, ada: Member, vera: User
) -> None:
    answer = signed_in(vera).post(reverse("loans:desk"), {"scan": ada.card_number, "key": "k"})
    assert answer.status_code == 409
    assert_valid(answer)
    assert "was replaced on 6 May 2026 (lost)" in words(answer)


def test_over_rest_the_card_is_replaced_and_the_old_one_refused(
    api: Callable[..., Any], ada: Member, leo: User
) -> None:
    answer = api(leo).post(f"/api/v1/members/{ada.pk}/card", {"why": "stolen"}, format="json")
    assert answer.status_code == 200
    assert answer.json()["card_number"] != ada.card_number
    scan = {"card": ada.card_number, "copy_barcode": "30001000000011", "branch": "harbour"}
    refused = api(leo).post("/api/v1/desk/checkout", scan, format="json")
    assert (refused.status_code, refused.json()["code"]) == (409, "card_replaced")


@pytest.mark.parametrize("body", [{}, {"why": "changed"}, {"why": "lost", "card": "1"}])
def test_over_rest_a_bad_wish_is_refused(
    api: Callable[..., Any], ada: Member, leo: User, body: dict[str, str]
) -> None:
    answer = api(leo).post(f"/api/v1/members/{ada.pk}/card", body, format="json")
    assert answer.status_code == 422
