"""A token that several hold."""

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
