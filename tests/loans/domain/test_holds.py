from dataclasses import dataclass
from itertools import permutations
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from loans.domain import holds

HERE, THERE = uuid4(), uuid4()
COPIES = [uuid4() for _ in range(4)]


@dataclass(frozen=True)
class Hold:
    copy_id: UUID | None = None
    pickup_branch_id: UUID = HERE
    is_suspended: bool = False


def test_the_first_whom_the_copy_fits_is_served_and_suspended_ones_are_passed_over() -> None:
    other, asleep, wants = Hold(copy_id=COPIES[1]), Hold(is_suspended=True), Hold()
    queue = [other, asleep, wants, Hold()]
    assert holds.first_for(queue, holds.Offer(COPIES[0], HERE)) is wants
    assert holds.first_for(queue, holds.Offer(COPIES[1], HERE)) is other
    assert holds.first_for([asleep], holds.Offer(COPIES[0], HERE)) is None


def test_a_copy_that_may_not_travel_serves_its_own_branch_only() -> None:
    offer = holds.Offer(COPIES[0], HERE, may_travel=False)
    assert holds.first_for([Hold(pickup_branch_id=THERE)], offer) is None
    assert holds.first_for([Hold(pickup_branch_id=HERE)], offer)


def test_one_copy_cannot_serve_two() -> None:
    offers = [holds.Offer(COPIES[0], HERE)]
    assert holds.all_met_by([Hold()], offers)
    assert not holds.all_met_by([Hold(), Hold()], offers)
    assert holds.all_met_by([Hold(), Hold(is_suspended=True)], offers)
    assert holds.all_met_by([], [])


def test_who_wants_one_copy_gets_it_before_who_wants_any() -> None:
    offers = [holds.Offer(copy, HERE) for copy in COPIES[:2]]
    assert holds.all_met_by([Hold(), Hold(copy_id=COPIES[0])], offers)
    assert not holds.all_met_by([Hold(copy_id=COPIES[0]), Hold(copy_id=COPIES[0])], offers)


wants = st.builds(
    Hold,
    copy_id=st.none() | st.sampled_from(COPIES),
    pickup_branch_id=st.sampled_from([HERE, THERE]),
)
offers = st.lists(
    st.builds(
        holds.Offer,
        copy_id=st.sampled_from(COPIES),
        branch_id=st.sampled_from([HERE, THERE]),
        may_travel=st.booleans(),
    ),
    max_size=4,
    unique_by=lambda offer: offer.copy_id,
)


@given(st.lists(wants, max_size=4), offers)
def test_the_matching_finds_what_trying_everything_finds(
    queue: list[Hold], given_offers: list[holds.Offer]
) -> None:
    by_trying = any(
        all(holds.fits(hold, offer) for hold, offer in zip(queue, chosen, strict=True))
        for chosen in permutations(given_offers, len(queue))
    )
    assert holds.all_met_by(queue, given_offers) is by_trying


def test_the_wait_grows_with_the_place_and_shrinks_with_copies() -> None:
    terms = {"loan_days": 14, "pickup_days": 4}
    assert holds.wait_in_days(1, [5], **terms) == 5
    assert holds.wait_in_days(2, [5], **terms) == 21
    assert holds.wait_in_days(2, [5, 8], **terms) == 8
    assert holds.wait_in_days(1, [-3], **terms) == 0
    assert holds.wait_in_days(1, [], **terms) is None
