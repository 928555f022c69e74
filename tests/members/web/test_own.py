"""A member's own card, data and farewell."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from members.models import Block, Member, OutboxMessage
from tests.factories.accounts import PASSWORD
from tests.factories.loans import LoanFactory
from tests.factories.members import MemberFactory
from tests.html import assert_valid

pytestmark = pytest.mark.django_db
SignedIn = Callable[..., Client]


@pytest.fixture
def browser(signed_in: SignedIn, ada: Member) -> Client:
    return signed_in(ada.user)


def data_of(member: Member, **change: Any) -> dict[str, Any]:
    names = ("revision", "name", "email", "phone", "address")
    return {name: getattr(member, name) for name in names} | change


def test_it_shows_the_card_in_groups_and_until_when(browser: Client, ada: Member) -> None:
    answer = browser.get("/me")
    assert_valid(answer)
    page = answer.content.decode()
    assert ada.spaced_card in page
    assert "31 Dec 2027" in page
    assert "Active" in page
    assert answer["Cache-Control"].count("no-store")


def test_strangers_sign_in_first(client: Client) -> None:
    assert client.get("/me")["Location"] == "/sign-in?next=/me"
    assert client.get("/me/delete")["Location"] == "/sign-in?next=/me/delete"
    assert client.post("/me/link").status_code == 302


def test_someone_without_a_card_is_told_how_to_get_one(signed_in: SignedIn, vera: User) -> None:
    answer = signed_in(vera).get("/me")
    assert answer.status_code == 200
    assert "no library card" in answer.content.decode()
    assert_valid(answer)
    assert signed_in(vera).post("/me", {}).status_code == 404


def test_a_block_is_shown_with_its_reason(browser: Client, ada: Member, now: Any) -> None:
    Block.objects.create(member=ada, reason="Lost card", blocked_at=now, until_on=date(2026, 6, 1))
    answer = browser.get("/me")
    assert "Lost card (until 1 Jun 2026)" in answer.content.decode()
    assert_valid(answer)


def test_changes_are_kept(browser: Client, ada: Member) -> None:
    typed = data_of(ada, name="  Ada   Lovelace ", phone="030 1234", address="Quay 1\r\nHarbour")
    answer = browser.post("/me", typed, follow=True)
    assert answer.redirect_chain == [("/me", 302)]
    assert_valid(answer)
    ada.refresh_from_db()
    assert (ada.name, ada.phone, ada.address) == ("Ada Lovelace", "030 1234", "Quay 1\nHarbour")
    assert ada.user
    assert User.objects.get(pk=ada.user.pk).name == "Ada Lovelace"


def test_a_new_address_has_to_be_confirmed_and_the_old_one_is_told(
    browser: Client, ada: Member
) -> None:
    typed = data_of(ada, email="Lovelace@Example.org", password=PASSWORD)
    answer = browser.post("/me", typed, follow=True)
    page = answer.content.decode()
    assert "link to your new address" in page
    assert "not confirmed yet" in page
    assert not Member.objects.get(pk=ada.pk).is_verified
    letters = dict(OutboxMessage.objects.values_list("recipient", "subject"))
    assert letters == {
        "lovelace@example.org": "Confirm your e-mail address for The Library",
        "ada@example.org": "Your e-mail address at The Library was changed",
    }


def test_an_address_of_someone_else_is_refused(browser: Client, ada: Member, ben: Member) -> None:
    answer = browser.post("/me", data_of(ada, email="ben@example.org", password=PASSWORD))
    assert answer.status_code == 409
    assert answer.context["form"].errors["email"]
    assert_valid(answer)


def test_a_form_that_has_gone_stale_is_refused(browser: Client, ada: Member) -> None:
    typed = data_of(ada, phone="1234")
    assert browser.post("/me", typed).status_code == 302
    answer = browser.post("/me", typed | {"phone": "5678"})
    assert answer.status_code == 412
    assert Member.objects.get(pk=ada.pk).phone == "1234"
    assert_valid(answer)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"email": ""}, "email"),
        ({"phone": "x" * 41}, "phone"),
        ({"address": "x" * 501}, "address"),
        ({"address": "\0"}, "address"),
        ({"revision": "x"}, "revision"),
        ({"revision": 10**30}, "revision"),
    ],
)
def test_bad_values_are_told_by_field(
    browser: Client, ada: Member, change: dict[str, Any], field: str
) -> None:
    answer = browser.post("/me", data_of(ada) | change)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]


def test_nobody_moves_from_address_to_address_for_ever(browser: Client, ada: Member) -> None:
    said = {"password": PASSWORD}
    answers = [
        browser.post(
            "/me", data_of(Member.objects.get(pk=ada.pk), email=f"a{n}@example.org") | said
        )
        for n in range(6)
    ]
    assert [answer.status_code for answer in answers] == [302] * 5 + [429]


@pytest.mark.parametrize("password", ["", "of somebody else"])
def test_an_open_browser_alone_moves_no_account_to_another_address(
    browser: Client, ada: Member, password: str
) -> None:
    answer = browser.post("/me", data_of(ada, email="eve@example.org", password=password))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["password"])
    assert_valid(answer)
    assert User.objects.filter(email="ada@example.org", member=ada).exists()
    assert not OutboxMessage.objects.exists()
    assert browser.post("/me", data_of(ada, phone="1", password=password)).status_code == 302


def test_a_password_is_not_tried_for_ever_by_way_of_the_address(
    browser: Client, ada: Member
) -> None:
    typed = data_of(ada, email="eve@example.org", password="of somebody else")
    answers = [browser.post("/me", typed).status_code for _n in range(11)]
    assert answers == [422] * 10 + [429]
    assert browser.post("/me", typed | {"password": PASSWORD}).status_code == 429


def test_another_link_is_sent_some_times(signed_in: SignedIn) -> None:
    member = MemberFactory(user__email_verified_at=None)
    browser = signed_in(member.user)
    assert_valid(browser.get("/me"))
    answers = [browser.post("/me/link").status_code for _ in range(4)]
    assert answers == [302, 302, 302, 429]
    assert OutboxMessage.objects.count() == 3


def test_a_confirmed_address_gets_no_link(browser: Client) -> None:
    answer = browser.post("/me/link", follow=True)
    assert "confirmed already" in answer.content.decode()
    assert not OutboxMessage.objects.exists()


def test_leaving_asks_first_and_then_signs_out(browser: Client, ada: Member) -> None:
    past = LoanFactory(
        member=ada, returned_at="2026-05-10T08:00:00Z", recorded_at="2026-05-10T08:00:00Z"
    )
    asked = browser.get("/me/delete")
    assert_valid(asked)
    assert "cannot be undone" in asked.content.decode()
    answer = browser.post("/me/delete", follow=True)
    assert answer.redirect_chain == [("/", 302)]
    assert not answer.context["user"].is_authenticated
    assert not Member.objects.exists()
    assert not User.objects.filter(email="ada@example.org").exists()
    past.refresh_from_db()
    assert past.member is None


def test_leaving_with_books_waits_and_says_why(browser: Client, ada: Member) -> None:
    LoanFactory(member=ada)
    asked = browser.get("/me/delete")
    assert "Still on loan: 1" in asked.content.decode()
    assert "for good</button>" not in asked.content.decode()
    assert_valid(asked)
    answer = browser.post("/me/delete", follow=True)
    assert "You leave when everything below is settled" in answer.content.decode()
    assert_valid(answer)
    assert Member.objects.filter(pk=ada.pk).exists()


def test_someone_on_the_staff_stays_signed_in(signed_in: SignedIn, vera: User) -> None:
    MemberFactory(user=vera)
    browser = signed_in(vera)
    browser.post("/me/delete")
    assert not Member.objects.exists()
    assert "no library card" in browser.get("/me").content.decode()


def test_nobody_leaves_for_another(browser: Client, ben: Member) -> None:
    for deed in ("", "/edit", "/block", "/delete"):
        assert browser.get(f"/members/{ben.pk}{deed}").status_code == 403
        assert browser.post(f"/members/{ben.pk}{deed}").status_code in {403, 405}
    assert Member.objects.filter(pk=ben.pk).exists()
