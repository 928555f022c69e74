"""However many ask at once, nothing is lent twice and no limit is passed."""

from collections import Counter
from uuid import uuid4

import pytest

from tests.races.clients import Answer
from tests.races.conftest import Library, borrow

pytestmark = pytest.mark.race


def outcomes(answers: list[Answer]) -> dict[tuple[int, str], int]:
    """How often each status and code was answered."""
    return dict(Counter((answer.status, answer.code) for answer in answers))


def test_64_readers_want_one_copy_and_one_gets_it(library: Library) -> None:
    (barcode,) = library.book(1).barcodes
    readers = library.readers(64)
    answers = library.at_once([borrow(reader, copy_barcode=barcode) for reader in readers])
    assert outcomes(answers) == {(201, ""): 1, (409, "copy_on_loan"): 63}
    assert (library.loans([barcode]), library.out([barcode])) == (1, 1)


def test_24_readers_want_a_book_of_three_copies_and_three_get_it(library: Library) -> None:
    book = library.book(3)
    answers = library.at_once([borrow(each, book_id=book.id) for each in library.readers(24)])
    assert outcomes(answers) == {(201, ""): 3, (409, "no_copy_free"): 21}
    lent = [answer.body["copy_barcode"] for answer in answers if answer.status == 201]
    assert sorted(lent) == sorted(book.barcodes)
    assert (library.loans(book.barcodes), library.out(book.barcodes)) == (3, 3)


def test_the_last_places_under_a_limit_are_taken_once_each(library: Library) -> None:
    reader = library.reader()
    had = [library.book(1).barcodes[0] for _ in range(7)]
    for barcode in had:
        library.lent(reader, barcode)
    wanted = [library.book(1).barcodes[0] for _ in range(16)]
    answers = library.at_once([borrow(reader, copy_barcode=barcode) for barcode in wanted])
    assert outcomes(answers) == {(201, ""): 3, (409, "loan_limit_reached"): 13}
    assert library.loans(had + wanted) == 10
    assert library.out(wanted) == 3


def test_one_request_sent_16_times_with_one_key_is_one_loan(library: Library) -> None:
    reader, book = library.reader(), library.book(2)
    ask = borrow(reader, key=uuid4().hex, book_id=book.id)
    answers = library.at_once([ask] * 16)
    assert outcomes(answers) == {(201, ""): 16}
    assert all(answer.body == answers[0].body for answer in answers)
    replayed = Counter(answer.headers.get("Idempotency-Replayed") for answer in answers)
    assert replayed == {None: 1, "true": 15}
    assert library.loans(book.barcodes, only_open=False) == 1
