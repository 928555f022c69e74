"""Holds that several people place, fill and give up at the same moment."""

from collections import Counter
from uuid import UUID

import pytest

from tests.races.clients import Answer, Ask
from tests.races.conftest import Book, Library, Person, borrow

pytestmark = pytest.mark.race

CLIENTS = 12
ROUNDS = 8
BRANCH = "main"


def wait_for(person: Person, book: Book, key: str = "") -> Ask:
    """``person`` places a hold on a book for themselves."""
    headers = {"Idempotency-Key": key} if key else {}
    return Ask(
        "POST", "/holds", {"book_id": book.id, "pickup_branch": BRANCH}, person.token, headers
    )


def scan(library: Library, barcode: str) -> Ask:
    """The librarian takes a copy in at the desk."""
    said = {"copy_barcode": barcode, "branch": BRANCH}
    return Ask("POST", "/desk/return", said, library.librarian)


def give_up(person: Person, hold: str) -> Ask:
    return Ask("DELETE", f"/holds/{hold}", None, person.token)


def placed(library: Library, person: Person, book: Book) -> str:
    """The id of a hold that is placed without a race."""
    answer = library.ask(wait_for(person, book))
    assert answer.status == 201, answer
    return str(answer.body["id"])


def outcomes(answers: list[Answer]) -> Counter[tuple[int, str]]:
    return Counter((answer.status, answer.code) for answer in answers)


def count(library: Library, book: Book, what: str) -> int:
    """How many holds of a book are as ``what`` says."""
    of = "replace(CAST(book_id AS text), '-', '')"
    sql = f"SELECT count(*) FROM loans_hold WHERE {of} = '{UUID(book.id).hex}' AND {what}"
    return library.database.number(sql)


def places(library: Library, book: Book) -> list[int]:
    """The places in the queue of a book that are taken: how many, the last, and how many differ."""
    of = "replace(CAST(book_id AS text), '-', '')"
    where = f"FROM loans_hold WHERE state = 'queued' AND {of} = '{UUID(book.id).hex}'"
    number = library.database.number
    return [
        number(f"SELECT count(*) {where}"),
        number(f"SELECT coalesce(max(position), 0) {where}"),
        number(f"SELECT count(DISTINCT position) {where}"),
    ]


def test_everyone_gets_a_place_of_their_own(library: Library) -> None:
    book = library.book(1)
    asks = [wait_for(person, book) for person in library.readers(CLIENTS)]
    answers = library.at_once(asks)
    assert sorted(answer.body["position"] for answer in answers) == list(range(1, CLIENTS + 1))
    assert places(library, book) == [CLIENTS] * 3


def test_leaving_a_queue_all_at_once_leaves_no_gap(library: Library) -> None:
    book, people = library.book(1), library.readers(CLIENTS)
    held = {person: placed(library, person, book) for person in people}
    going = people[::2]
    assert outcomes(library.at_once([give_up(who, held[who]) for who in going])) == {(204, ""): 6}
    assert places(library, book) == [CLIENTS - len(going)] * 3


def test_two_copies_that_come_back_at_once_serve_one_hold_once(library: Library) -> None:
    person = library.reader()
    for _ in range(ROUNDS):
        book = library.book(2)
        hold = placed(library, person, book)
        answers = library.at_once([scan(library, barcode) for barcode in book.barcodes])
        assert sorted(answer.body["next"]["code"] for answer in answers) == [
            "hold_shelf",
            "reshelve",
        ]
        assert count(library, book, "state = 'waiting'") == 1
        assert library.ask(give_up(person, hold)).status == 204


def test_one_copy_that_is_scanned_twice_at_once_serves_one_of_two(library: Library) -> None:
    for _ in range(ROUNDS):
        book = library.book(1)
        for person in library.readers(2):
            placed(library, person, book)
        answers = library.at_once([scan(library, book.barcodes[0])] * 2)
        assert {answer.body["next"]["code"] for answer in answers} == {"hold_shelf"}
        assert len({answer.body["next"]["hold_id"] for answer in answers}) == 1
        assert count(library, book, "state = 'waiting'") == 1
        assert places(library, book) == [1, 1, 1]


def test_the_copy_on_the_hold_shelf_goes_to_whom_it_waits_for(library: Library) -> None:
    for _ in range(3):
        book, (mine, *others) = library.book(1), library.readers(6)
        placed(library, mine, book)
        assert library.ask(scan(library, book.barcodes[0])).body["next"]["code"] == "hold_shelf"
        asks = [borrow(who, copy_barcode=book.barcodes[0]) for who in (mine, *others)]
        first, *rest = library.at_once(asks)
        assert first.status == 201, first
        assert set(outcomes(rest)) <= {(409, "held_for_other"), (409, "copy_on_loan")}
        assert library.loans(book.barcodes) == 1
        assert count(library, book, "state = 'filled'") == 1


def test_a_hold_that_is_given_up_as_its_copy_comes_in_leaves_the_copy_to_the_next(
    library: Library,
) -> None:
    for _ in range(ROUNDS):
        book, (first, second) = library.book(1), library.readers(2)
        hold = placed(library, first, book)
        placed(library, second, book)
        asks = [scan(library, book.barcodes[0]), give_up(first, hold)]
        taken, ended = library.at_once(asks)
        assert (taken.status, ended.status) == (200, 204)
        assert count(library, book, "state = 'cancelled'") == 1
        assert count(library, book, "state = 'waiting'") == 1
        assert places(library, book) == [0, 0, 0]


def test_the_last_place_under_the_limit_is_given_once(library: Library) -> None:
    person, books = library.reader(), [library.book(1) for _ in range(8)]
    answers = library.at_once([wait_for(person, book) for book in books])
    assert outcomes(answers) == {(201, ""): 5, (409, "hold_limit_reached"): 3}


def test_one_key_places_one_hold(library: Library) -> None:
    person, book = library.reader(), library.book(1)
    answers = library.at_once([wait_for(person, book, key="once")] * CLIENTS)
    assert {answer.status for answer in answers} == {201}
    assert len({answer.body["id"] for answer in answers}) == 1
    assert places(library, book) == [1, 1, 1]


def test_the_last_copy_is_waited_for_or_goes_but_never_both(library: Library) -> None:
    for _ in range(ROUNDS):
        book = library.book(2)
        go = [
            Ask("DELETE", f"/copies/{barcode}", None, library.librarian)
            for barcode in book.barcodes
        ]
        hold, *gone = library.at_once([wait_for(library.reader(), book), *go])
        left = [each.status for each in gone].count(409)
        assert (hold.status, left) in {(201, 1), (409, 0)}, (hold, gone)
        assert {each.code for each in gone} <= {"", "copy_is_held"}
        assert {hold.code} <= {"", "no_holdable_copy"}


def scan_out(library: Library, person: Person, barcode: str) -> Ask:
    """The librarian lends a copy to ``person``, whoever it is set aside for."""
    why = {"held_for_other": "They have agreed"}
    said = {"member_id": person.id, "copy_barcode": barcode, "branch": BRANCH, "overrides": why}
    return Ask("POST", "/desk/checkout", said, library.librarian)


def test_whoever_borrows_one_copy_as_another_is_set_aside_for_them_waits_no_more(
    library: Library,
) -> None:
    for _ in range(ROUNDS):
        book, person = library.book(2), library.reader()
        placed(library, person, book)
        one, other = book.barcodes
        asks = [scan_out(library, person, one), scan(library, other)]
        lent, taken = library.at_once(asks)
        assert (lent.status, taken.status) == (201, 200), (lent, taken)
        assert count(library, book, "state = 'filled'") == 1
        assert library.ask(scan(library, other)).body["next"]["code"] == "reshelve"


def test_two_who_borrow_what_is_set_aside_for_each_other_both_have_one(library: Library) -> None:
    for _ in range(ROUNDS):
        book, people = library.book(2), library.readers(2)
        for person in people:
            placed(library, person, book)
        for barcode in book.barcodes:
            assert library.ask(scan(library, barcode)).body["next"]["code"] == "hold_shelf"
        crossed = zip(people, reversed(book.barcodes), strict=True)
        answers = library.at_once([scan_out(library, *pair) for pair in crossed])
        assert outcomes(answers) == {(201, ""): 2}, answers
        assert count(library, book, "state = 'filled'") == 2
        assert library.loans(book.barcodes) == library.out(book.barcodes) == 2
