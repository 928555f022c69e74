"""Money that two desks take at the same moment, and returns beside it."""

from collections import Counter
from collections.abc import Iterator

import pytest

from tests.races.clients import Ask
from tests.races.conftest import Library, Person, borrow

pytestmark = pytest.mark.race

CLIENTS = 12
ROUNDS = 6
BRANCH = "main"


@pytest.fixture
def fines(library: Library) -> Iterator[None]:
    """Late books cost something while a test runs."""
    library.database.change("UPDATE loans_policy SET fine_per_day = 20")
    yield
    library.database.change("UPDATE loans_policy SET fine_per_day = 0")


def entry(library: Library, person: Person, what: str, key: str = "", **body: object) -> Ask:
    """The librarian makes an entry in the account of ``person``."""
    headers = {"Idempotency-Key": key} if key else {}
    said = {"branch": BRANCH, **body}
    return Ask("POST", f"/members/{person.id}/{what}", said, library.librarian, headers)


def pay(library: Library, person: Person, amount: int, key: str = "") -> Ask:
    return entry(library, person, "payments", key, amount=amount, method="cash")


def charged(library: Library, amount: int) -> Person:
    """A reader who owes ``amount``."""
    person = library.reader()
    assert library.ask(entry(library, person, "charges", amount=amount, reason="x")).status == 201
    return person


def sums(library: Library, person: Person) -> tuple[int, int, int]:
    """The balance, the number of receipts, and how far charges and credits are covered apart."""
    key = person.id.replace("-", "")
    of = f"FROM loans_accountline WHERE replace(CAST(member_id AS text), '-', '') = '{key}'"
    apart = "CASE WHEN amount > 0 THEN covered ELSE -covered END"
    number = library.database.number
    return (
        number(f"SELECT coalesce(sum(amount), 0) {of}"),
        number(f"SELECT count(receipt) {of}"),
        number(f"SELECT coalesce(sum({apart}), 0) {of}"),
    )


def test_the_last_amount_is_taken_once(library: Library) -> None:
    person = charged(library, 500)
    answers = library.at_once([pay(library, person, 500)] * CLIENTS)
    assert Counter((answer.status, answer.code) for answer in answers) == {
        (201, ""): 1,
        (409, "more_than_owed"): CLIENTS - 1,
    }
    assert sums(library, person) == (0, 1, 0)


def test_parts_are_taken_until_nothing_is_owed(library: Library) -> None:
    person = charged(library, 500)
    answers = library.at_once([pay(library, person, 100)] * CLIENTS)
    assert Counter(answer.status for answer in answers) == {201: 5, 409: CLIENTS - 5}
    assert sums(library, person) == (0, 5, 0)


def test_one_key_takes_the_money_once(library: Library) -> None:
    person = charged(library, 500)
    answers = library.at_once([pay(library, person, 100, key="once")] * CLIENTS)
    assert {answer.status for answer in answers} == {201}
    assert len({answer.body["line"]["id"] for answer in answers}) == 1
    assert sums(library, person) == (400, 1, 0)


def test_a_payment_is_reversed_once(library: Library) -> None:
    person = charged(library, 500)
    line = library.ask(pay(library, person, 500)).body["line"]["id"]
    ask = entry(library, person, "reversals", line_id=line, reason="x")
    answers = library.at_once([ask] * CLIENTS)
    assert Counter(answer.status for answer in answers) == {201: 1, 409: CLIENTS - 1}
    assert sums(library, person)[0] == 500


def test_returns_checkouts_and_money_at_once_stand_in_nobodys_way(
    library: Library, fines: None
) -> None:
    """The same member and copy in different deeds: all lock the member first, so none waits for
    another in a circle.
    """
    first, second = charged(library, 5000), charged(library, 5000)
    (barcode,) = library.book(1).barcodes
    holder, other = first, second
    for _ in range(ROUNDS):
        library.lent(holder, barcode)
        overdue(library, barcode)
        at_desk = {"copy_barcode": barcode, "branch": BRANCH}
        answers = library.at_once(
            [
                Ask("POST", "/desk/return", at_desk, library.librarian),
                Ask("POST", "/desk/return", at_desk, library.librarian),
                borrow(other, copy_barcode=barcode),
                borrow(holder, copy_barcode=barcode),
                pay(library, holder, 10),
                pay(library, other, 10),
            ]
        )
        assert max(answer.status for answer in answers) < 500, answers
        for _ in range(2):
            library.ask(Ask("POST", "/desk/return", at_desk, library.librarian))
        assert library.loans([barcode]) == library.out([barcode]) == 0
        holder, other = other, holder
    for person in (first, second):
        assert sums(library, person)[2] == 0


def overdue(library: Library, barcode: str) -> None:
    """Let the open loan of this copy have begun, and be due, twenty days earlier."""
    if library.database.is_postgres:
        earlier = "loaned_at - interval '20 days', due_at = due_at - interval '20 days'"
    else:
        earlier = "datetime(loaned_at, '-20 days'), due_at = datetime(due_at, '-20 days')"
    library.database.change(
        f"UPDATE loans_loan SET loaned_at = {earlier} WHERE returned_at IS NULL "
        f"AND copy_id = (SELECT id FROM catalog_copy WHERE barcode = '{barcode}')"
    )
