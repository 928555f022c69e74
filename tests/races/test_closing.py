"""Due dates that are moved off a closed day while the books come back or are renewed."""

from typing import Any

import pytest

from tests.races.clients import Ask
from tests.races.conftest import Library, Person

pytestmark = pytest.mark.race
CALENDAR = "/branches/main/calendar"


def drawn(library: Library, *closed: str) -> None:
    """The administrator closes the branch on these days and opens it on all others."""
    days = [{"on": on, "name": "Works"} for on in closed]
    said = {"weekly": [], "days": days}
    answer = library.ask(Ask("PUT", CALENDAR, said, library.administrator))
    assert answer.status == 200, answer


def loan_of(library: Library, person: Person, loan: str) -> dict[str, Any]:
    """A loan as its member sees it."""
    return dict(library.ask(Ask("GET", f"/loans/{loan}", None, person.token)).body)


def test_each_loan_moves_once_or_comes_back_or_is_renewed(library: Library) -> None:
    people, book = library.readers(12), library.book(12)
    loans = [
        library.lent(person, barcode) for person, barcode in zip(people, book.barcodes, strict=True)
    ]
    due_on = loan_of(library, people[0], loans[0])["due_on"]
    drawn(library, due_on)
    try:
        move = Ask("POST", f"{CALENDAR}/moves", {}, library.administrator)
        deeds = [
            Ask("POST", f"/loans/{loan}/{'renew' if number % 3 else 'return'}", {}, person.token)
            for number, (person, loan) in enumerate(zip(people, loans, strict=True))
            if number % 3 < 2
        ]
        answers = library.at_once([move, *deeds[:4], move, *deeds[4:], move])
        assert {answer.status for answer in answers} <= {200, 409}, answers
        codes = {answer.code for answer in answers if answer.status == 409}
        assert codes <= {"due_date_would_not_move"}
        last = library.ask(move)
        moved = [answer.body["moved"] for answer in [*answers, last] if "moved" in answer.body]
    finally:
        drawn(library)
    found = [loan_of(library, person, loan) for person, loan in zip(people, loans, strict=True)]
    still_out = [each for each in found if each["returned_at"] is None]
    assert len(still_out) == 8
    assert all(each["due_on"] > due_on for each in still_out)
    noted = library.database.rows(
        "SELECT loan_id FROM accounts_auditentry WHERE action = 'loan.due_moved'"
    )
    assert len(noted) == len(set(noted)) == sum(moved)
