from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from loans.domain import ledger
from loans.domain.ledger import Entry, Share

amounts = st.lists(st.integers(0, 500), max_size=12)


def entries(amounts: list[int], first: int) -> list[Entry]:
    return [Entry(UUID(int=first + at), amount) for at, amount in enumerate(amounts)]


def test_the_oldest_charge_is_paid_first() -> None:
    charges, given = entries([30, 50], 1), entries([40], 10)
    assert ledger.shared_out(charges, given) == [
        Share(given[0].id, charges[0].id, 30),
        Share(given[0].id, charges[1].id, 10),
    ]


@given(amounts, amounts)
def test_nothing_is_given_twice_and_nothing_is_left_that_could_be_given(
    owed: list[int], paid: list[int]
) -> None:
    charges, given = entries(owed, 1), entries(paid, 100)
    shares = ledger.shared_out(charges, given)
    for entry, side in [(each, "charge") for each in charges] + [
        (each, "credit") for each in given
    ]:
        assert sum(s.amount for s in shares if getattr(s, side) == entry.id) <= entry.rest
    assert all(share.amount > 0 for share in shares)
    assert sum(share.amount for share in shares) == min(sum(owed), sum(paid))
    assert len({(share.credit, share.charge) for share in shares}) == len(shares)


def test_a_debt_is_too_much_only_beyond_the_limit() -> None:
    assert [ledger.is_too_much(debt, 500) for debt in (499, 500, 501)] == [False, False, True]
    assert ledger.is_too_much(1, 0)
    assert not ledger.is_too_much(0, 0)
    assert not ledger.is_too_much(10_000, None)
