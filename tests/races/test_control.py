"""The races can lose: where nothing guards a copy, the same clients do get it twice."""

from uuid import uuid4

import pytest

from tests import servers
from tests.races import clients, control
from tests.races.clients import Ask
from tests.races.conftest import Library

pytestmark = [pytest.mark.race, pytest.mark.postgres]

CLIENTS = 16
ROUNDS = 40


def test_without_lock_and_law_a_copy_is_lent_twice(library: Library) -> None:
    library.database.change(control.SCRATCH)
    env = servers.environment(library.database)
    doubled = 0
    with servers.wsgi("tests.races.control:application", env, workers=3) as careless:
        for _ in range(ROUNDS):
            answers = clients.at_once(
                careless, [Ask("POST", "/loans", {"copy": str(uuid4())})] * CLIENTS
            )
            lent = sum(answer.status == 201 for answer in answers)
            assert lent >= 1
            doubled += lent > 1
    rows = (
        "SELECT count(*) FROM (SELECT 1 FROM careless_loans GROUP BY copy_id HAVING count(*) > 1) x"
    )
    assert library.database.number(rows) == doubled
    assert doubled >= 1, f"no copy was lent twice in {ROUNDS} rounds: the races see nothing"
