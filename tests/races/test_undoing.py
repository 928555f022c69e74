"""A deed that is undone at the very moment of something else."""

from collections import Counter

import pytest

from tests.races.clients import Ask
from tests.races.conftest import Library, Person

pytestmark = pytest.mark.race

ROUNDS = 12
BRANCH = "main"


def lent(library: Library, reader: Person, barcode: str) -> tuple[str, str]:
    """The librarian lends a copy: the ids of the loan and of the deed."""
    body = {"copy_barcode": barcode, "member_id": reader.id}
    answer = library.ask(Ask("POST", "/loans", body, library.librarian))
    assert answer.status == 201, answer
    return answer.body["id"], answer.body["deed_id"]


def undo(library: Library, deed: str) -> Ask:
    """The librarian takes a deed back."""
    return Ask("POST", "/desk/undo", {"deed_id": deed}, library.librarian)


def undone(library: Library, barcode: str) -> int:
    """How many deeds on this copy stand as undone in the trail."""
    return library.database.number(
        "SELECT count(*) FROM accounts_auditentry JOIN catalog_copy ON catalog_copy.id = copy_id "
        f"WHERE barcode = '{barcode}' AND action = 'deed.undone'"
    )


def test_of_two_who_undo_at_once_one_is_told_that_it_is_done_already(library: Library) -> None:
    reader, (barcode,) = library.reader(), library.book(1).barcodes
    for _ in range(ROUNDS):
        _loan, deed = lent(library, reader, barcode)
        answers = library.at_once([undo(library, deed)] * 4)
        assert sorted((answer.status, answer.code) for answer in answers) == [
            (200, ""),
            *[(409, "already_undone")] * 3,
        ]
    assert library.loans([barcode], only_open=False) == library.out([barcode]) == 0
    assert undone(library, barcode) == ROUNDS


def test_a_loan_is_undone_or_returned_but_never_both(library: Library) -> None:
    reader, (barcode,) = library.reader(), library.book(1).barcodes
    seen: Counter[str] = Counter()
    for _ in range(ROUNDS):
        loan, deed = lent(library, reader, barcode)
        back = Ask("POST", f"/loans/{loan}/return", {}, reader.token)
        taken_back, returned = library.at_once([undo(library, deed), back])
        assert (taken_back.status == 200) != (returned.status == 200), (taken_back, returned)
        seen[taken_back.code or returned.code] += 1
    assert set(seen) <= {"later_deed", "changed_since", "already_returned", "unknown_loan"}
    assert library.out([barcode]) == library.loans([barcode]) == 0


def test_an_undone_return_and_a_new_loan_leave_one_open_loan(library: Library) -> None:
    (barcode,) = library.book(1).barcodes
    for _ in range(ROUNDS):
        first, second = library.readers(2)
        loan, _deed = lent(library, first, barcode)
        back = library.ask(Ask("POST", f"/loans/{loan}/return", {}, library.librarian))
        body = {"copy_barcode": barcode, "member_id": second.id}
        anew = Ask("POST", "/loans", body, second.token)
        answers = library.at_once([undo(library, back.body["deed_id"]), anew])
        assert sorted(answer.status < 300 for answer in answers) == [False, True], answers
        assert all(answer.status < 500 for answer in answers)
        assert library.loans([barcode]) == library.out([barcode]) == 1
        said = {"copy_barcode": barcode, "branch": BRANCH}
        assert library.ask(Ask("POST", "/desk/return", said, library.librarian)).status == 200
