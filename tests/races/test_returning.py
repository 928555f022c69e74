"""A loan that is returned at the very moment of something else."""

from collections import Counter

import pytest

from tests.races.clients import Answer, Ask
from tests.races.conftest import Library, Person

pytestmark = pytest.mark.race

ROUNDS = 12


def deed(person: Person, loan: str, what: str) -> Ask:
    """``person`` returns or renews ``loan``."""
    return Ask("POST", f"/loans/{loan}/{what}", {}, person.token)


def test_of_two_returns_at_once_one_is_told_that_it_is_done_already(library: Library) -> None:
    reader, (barcode,) = library.reader(), library.book(1).barcodes
    for _ in range(ROUNDS):
        loan = library.lent(reader, barcode)
        answers = library.at_once([deed(reader, loan, "return")] * 2)
        assert sorted((answer.status, answer.code) for answer in answers) == [
            (200, ""),
            (409, "already_returned"),
        ]
    assert (library.loans([barcode]), library.out([barcode])) == (0, 0)
    assert library.loans([barcode], only_open=False) == ROUNDS
    # Each return was recorded once.
    assert recorded(library, barcode, "loan.returned") == ROUNDS


def test_a_loan_is_renewed_before_its_return_or_not_at_all(library: Library) -> None:
    reader, (barcode,) = library.reader(), library.book(1).barcodes
    # A new loan cannot be renewed for more time on the same day, so each began some days ago.
    seen: Counter[tuple[int, str]] = Counter()
    for _ in range(ROUNDS):
        loan = library.lent(reader, barcode)
        library.begun_earlier(barcode)
        asks = [deed(reader, loan, "return"), deed(reader, loan, "renew")]
        returned, renewed = library.at_once(asks)
        assert returned.status == 200, returned
        seen[outcome(renewed)] += 1
    assert set(seen) <= {(200, ""), (409, "not_on_loan")}
    assert (library.loans([barcode]), library.out([barcode])) == (0, 0)
    # A renewal that was answered with yes is in the rows, and no other is.
    assert renewals(library, barcode) == seen[200, ""]
    assert recorded(library, barcode, "loan.renewed") == seen[200, ""]
    assert renewed_after_return(library, barcode) == 0


def outcome(answer: Answer) -> tuple[int, str]:
    """The status, and the code of a refusal."""
    return answer.status, answer.code


def recorded(library: Library, barcode: str, action: str) -> int:
    """How often ``action`` stands in the trail of deeds for this copy."""
    return library.database.number(
        "SELECT count(*) FROM accounts_auditentry JOIN catalog_copy ON catalog_copy.id = copy_id "
        f"WHERE barcode = '{barcode}' AND action = '{action}'"
    )


def renewals(library: Library, barcode: str) -> int:
    """How many renewals the loans of this copy count together."""
    return library.database.number(f"SELECT coalesce(sum(renewals), 0) {loans_of(barcode)}")


def renewed_after_return(library: Library, barcode: str) -> int:
    """How many loans of this copy stand as renewed in the trail after they stood as returned."""
    return library.database.number(
        "SELECT count(*) FROM accounts_auditentry renewed JOIN accounts_auditentry returned "
        "ON returned.loan_id = renewed.loan_id AND returned.id < renewed.id "
        "JOIN catalog_copy ON catalog_copy.id = renewed.copy_id "
        "WHERE renewed.action = 'loan.renewed' AND returned.action = 'loan.returned' "
        f"AND barcode = '{barcode}'"
    )


def loans_of(barcode: str) -> str:
    """The loans of a copy, as the end of a statement."""
    return (
        "FROM loans_loan JOIN catalog_copy ON catalog_copy.id = copy_id "
        f"WHERE barcode = '{barcode}'"
    )
