"""A token that several hold, and an address that several claim."""

from collections import Counter

import pytest

from tests.races.clients import Answer, Ask
from tests.races.conftest import Library

pytestmark = pytest.mark.race

ROUNDS = 30


def refresh(token: str) -> Ask:
    """Ask for a new pair."""
    return Ask("POST", "/auth/refresh", {"refresh_token": token})


def outcomes(answers: list[Answer]) -> dict[tuple[int, str], int]:
    """How often each status and code was answered."""
    return dict(Counter((answer.status, answer.code) for answer in answers))


def test_of_eight_who_use_one_refresh_token_one_wins_and_the_family_ends(
    library: Library,
) -> None:
    for _ in range(ROUNDS):
        token = library.reader().refresh_token
        answers = library.at_once([refresh(token)] * 8)
        assert outcomes(answers) == {(200, ""): 1, (401, "invalid_token"): 7}
        won = next(answer.body for answer in answers if answer.status == 200)
        # Seven have shown that the token is in other hands too: what was won is worth nothing.
        assert library.ask(refresh(won["refresh_token"])).code == "invalid_token"


def test_an_address_that_16_register_at_once_is_one_account(library: Library) -> None:
    address = "wanted@example.org"
    ways = [address, address.upper(), address.title(), f" {address}"] * 4
    body = {"name": "Wanted", "password": "a long enough passphrase"}
    answers = library.at_once([Ask("POST", "/members", body | {"email": way}) for way in ways])
    assert outcomes(answers) == {(201, ""): 1, (409, "email_taken"): 15}
    count = "SELECT count(*) FROM accounts_user WHERE lower(email) = '{}'"
    assert library.database.number(count.format(address)) == 1
    count = "SELECT count(*) FROM members_member WHERE name = 'Wanted'"
    assert library.database.number(count) == 1
