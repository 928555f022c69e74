"""However many join, verify or leave at once: one account for an address, one card for a member."""

import re
from collections import Counter
from email import message_from_bytes, policy
from uuid import uuid4

import pytest

from core import barcodes
from tests.races.clients import Answer, Ask
from tests.races.conftest import Library, borrow

pytestmark = pytest.mark.race
PASSWORD = "quiet harbour, tall ships"


def join(email: str, name: str = "Grace Kim") -> Ask:
    body = {"name": name, "email": email, "password": PASSWORD}
    return Ask("POST", "/members", body)


def outcomes(answers: list[Answer]) -> dict[tuple[int, str], int]:
    return dict(Counter((answer.status, answer.code) for answer in answers))


def token_sent_to(library: Library, email: str) -> str:
    rows = library.database.rows(
        f"SELECT raw FROM members_outboxmessage WHERE recipient = '{email}' ORDER BY id"
    )
    message = message_from_bytes(bytes(rows[-1][0]), policy=policy.default)
    body = message.get_body(("plain",))
    assert body
    found = re.search(r"token=(\S+)", body.get_content())
    assert found
    return found[1]


def join_at_once(library: Library, asks: list[Ask]) -> list[Answer]:
    """The answers to all who join. In a rush some are asked to come again, and do."""
    answers: list[Answer] = []
    while asks:
        told = list(zip(asks, library.at_once(asks), strict=True))
        answers += [answer for _ask, answer in told if answer.status != 503]
        asks = [ask for ask, answer in told if answer.status == 503]
    return answers


def test_an_address_that_16_register_at_once_is_one_account(library: Library) -> None:
    email, name = f"{uuid4().hex}@example.org", f"Wanted {uuid4().hex}"
    ways = [email, email.upper(), email.title(), f" {email}"] * 4
    answers = join_at_once(library, [join(way, name) for way in ways])
    assert outcomes(answers) == {(201, ""): 1, (409, "email_taken"): 15}
    for count in (
        f"SELECT count(*) FROM accounts_user WHERE lower(email) = '{email}'",
        f"SELECT count(*) FROM members_member WHERE name = '{name}'",
        f"SELECT count(*) FROM members_outboxmessage WHERE recipient = '{email}'",
    ):
        assert library.database.number(count) == 1


def test_sixteen_newcomers_have_sixteen_cards_without_a_gap(library: Library) -> None:
    answers = join_at_once(library, [join(f"{uuid4().hex}@example.org") for _ in range(16)])
    assert {answer.status for answer in answers} == {201}
    cards = sorted(answer.body["card_number"] for answer in answers)
    assert all(barcodes.looks_like_card(card) for card in cards)
    numbers = [int(card[5:13]) for card in cards]
    assert numbers == list(range(numbers[0], numbers[0] + 16))


def test_a_link_that_is_followed_eight_times_verifies_once(library: Library) -> None:
    email = f"{uuid4().hex}@example.org"
    member = library.ask(join(email)).body["id"]
    verify = Ask("POST", "/members/verify", {"token": token_sent_to(library, email)})
    answers = library.at_once([verify] * 8)
    assert outcomes(answers) == {(200, ""): 8}
    where = f"action = 'member.verified' AND member_id = '{member}'"
    if not library.database.is_postgres:
        where = where.replace("-", "")
    assert library.database.number(f"SELECT count(*) FROM accounts_auditentry WHERE {where}") == 1


def test_nobody_leaves_with_a_book_that_they_borrow_meanwhile(library: Library) -> None:
    for _ in range(6):
        reader, (barcode,) = library.reader(), library.book(1).barcodes
        leaving = Ask("DELETE", f"/members/{reader.id}", None, reader.token)
        left, lent = library.at_once([leaving, borrow(reader, copy_barcode=barcode)])
        assert (left.status == 204) != (lent.status == 201), (left, lent)
        assert left.status in {204, 409}
        assert lent.status in {201, 401, 403, 404}
        assert library.loans([barcode]) == (lent.status == 201)
