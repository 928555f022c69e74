"""Two desks that serve one member at the same moment."""

from collections import Counter
from uuid import uuid4

import pytest

from tests.races.clients import Answer, Ask
from tests.races.conftest import Library, Person

pytestmark = pytest.mark.race

ROUNDS = 6
BRANCH = "main"
PLACES = 10


def scan_out(library: Library, reader: Person, barcode: str, *, key: str = "") -> Ask:
    """The staff lend a scanned copy to the member."""
    body = {"member_id": reader.id, "copy_barcode": barcode, "branch": BRANCH}
    headers = {"Idempotency-Key": key} if key else {}
    return Ask("POST", "/desk/checkout", body, library.librarian, headers)


def outcomes(answers: list[Answer]) -> dict[tuple[int, str], int]:
    """How often each status and code was answered."""
    return dict(Counter((answer.status, answer.code) for answer in answers))


def test_two_desks_give_the_last_place_under_the_limit_once(library: Library) -> None:
    for _ in range(ROUNDS // 2):
        reader, books = library.reader(), [library.book(1) for _ in range(PLACES + 1)]
        barcodes = [book.barcodes[0] for book in books]
        for barcode in barcodes[: PLACES - 1]:
            library.lent(reader, barcode)
        last = barcodes[PLACES - 1 :]
        answers = library.at_once([scan_out(library, reader, barcode) for barcode in last])
        assert outcomes(answers) == {(201, ""): 1, (409, "loan_limit_reached"): 1}
        assert library.loans(barcodes) == library.out(barcodes) == PLACES


def test_one_copy_scanned_at_two_desks_is_one_loan(library: Library) -> None:
    for _ in range(ROUNDS):
        reader, (barcode,) = library.reader(), library.book(1).barcodes
        answers = library.at_once([scan_out(library, reader, barcode)] * 2)
        # The second desk hears that the member has it already: there is no more time to give.
        assert outcomes(answers) == {(201, ""): 1, (409, "due_date_would_not_move"): 1}
        assert library.loans([barcode], only_open=False) == library.out([barcode]) == 1


def test_a_double_scan_with_one_key_is_one_loan_and_two_equal_answers(library: Library) -> None:
    reader, (barcode,) = library.reader(), library.book(1).barcodes
    first, second = library.at_once([scan_out(library, reader, barcode, key=uuid4().hex)] * 2)
    assert (first.status, first.body) == (second.status, second.body)
    assert first.status == 201
    assert library.loans([barcode], only_open=False) == 1


def test_one_desk_lends_while_the_other_takes_back(library: Library) -> None:
    for _ in range(ROUNDS):
        reader, book = library.reader(), library.book(2)
        library.lent(reader, book.barcodes[0])
        back = {"copy_barcode": book.barcodes[0], "branch": BRANCH}
        other = library.reader()
        returned, lent = library.at_once(
            [
                Ask("POST", "/desk/return", back, library.librarian),
                scan_out(library, other, book.barcodes[0]),
            ]
        )
        assert returned.status == 200, returned
        assert (lent.status, lent.code) in {(201, ""), (409, "copy_on_loan")}
        assert returned.body["loan"] is not None
        now_out = int(lent.status == 201)
        assert library.loans(book.barcodes) == library.out(book.barcodes) == now_out
