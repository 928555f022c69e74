from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from itertools import permutations
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from loans.domain import holds
from loans.domain.calendars import Calendar

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


def all_met(queue: Sequence[Hold], offers: Sequence[holds.Offer]) -> bool:
    """Whether every hold that asks for a copy gets one of its own."""
    return len(holds.matched(queue, offers)) == sum(not hold.is_suspended for hold in queue)


def test_one_copy_cannot_serve_two() -> None:
    offers = [holds.Offer(COPIES[0], HERE)]
    assert all_met([Hold()], offers)
    assert not all_met([Hold(), Hold()], offers)
    assert all_met([Hold(), Hold(is_suspended=True)], offers)
    assert all_met([], [])


def test_who_wants_one_copy_gets_it_before_who_wants_any() -> None:
    offers = [holds.Offer(copy, HERE) for copy in COPIES[:2]]
    assert all_met([Hold(), Hold(copy_id=COPIES[0])], offers)
    assert not all_met([Hold(copy_id=COPIES[0]), Hold(copy_id=COPIES[0])], offers)


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
    assert all_met(queue, given_offers) is by_trying


@given(st.lists(wants, max_size=5), offers)
def test_no_copy_is_promised_twice_and_whoever_was_served_first_stays_served(
    queue: list[Hold], given_offers: list[holds.Offer]
) -> None:
    taken = holds.matched(queue, given_offers)
    assert len(set(taken.values())) == len(taken)
    by_id = {offer.copy_id: offer for offer in given_offers}
    assert all(holds.fits(queue[number], by_id[copy]) for copy, number in taken.items())
    shorter = holds.matched(queue[:-1], given_offers)
    assert set(shorter.values()) <= set(taken.values())


@given(st.lists(wants, max_size=4), offers)
def test_a_copy_is_needed_when_without_it_one_more_goes_away_with_nothing(
    queue: list[Hold], given_offers: list[holds.Offer]
) -> None:
    if not given_offers:
        return
    offer, *others = given_offers
    served = len(holds.matched(queue, given_offers)) - len(holds.matched(queue, others))
    assert served in (0, 1)
    assert holds.is_needed(offer, queue, others) is bool(served)


def test_a_copy_that_is_no_use_to_those_who_wait_is_not_needed() -> None:
    offer, other = holds.Offer(COPIES[0], HERE), holds.Offer(COPIES[1], HERE)
    assert holds.is_needed(offer, [Hold()], [])
    assert not holds.is_needed(offer, [Hold()], [other])
    assert not holds.is_needed(offer, [Hold(copy_id=COPIES[2]), Hold()], [other])
    assert holds.is_needed(offer, [Hold(), Hold()], [other])
    assert not holds.is_needed(offer, [Hold(is_suspended=True)], [])


def test_a_copy_at_the_branch_of_the_pickup_comes_first() -> None:
    there, here = holds.Offer(COPIES[0], THERE), holds.Offer(COPIES[1], HERE)
    assert holds.matched([Hold()], [there, here]) == {COPIES[1]: 0}


@dataclass(frozen=True)
class Copy:
    withdrawn_at: datetime | None = None
    damaged_at: datetime | None = None
    lost_at: datetime | None = None
    missing_at: datetime | None = None
    reference_only: bool = False
    on_order: bool = False


def test_what_is_lost_serves_nobody_until_it_is_in_a_hand() -> None:
    once = datetime(2026, 5, 1, tzinfo=UTC)
    for lost in (Copy(lost_at=once), Copy(missing_at=once)):
        assert not holds.can_serve(lost, in_hand=False)
        assert holds.can_serve(lost, in_hand=True)
    unfit = [
        Copy(withdrawn_at=once),
        Copy(damaged_at=once),
        Copy(reference_only=True),
        Copy(on_order=True),
    ]
    assert not any(holds.can_serve(copy, in_hand=True) for copy in unfit)
    assert holds.can_serve(Copy(), in_hand=False)


WELL = holds.Facts(
    is_self_service=False,
    is_verified=False,
    is_expired=False,
    is_blocked=False,
    owes_too_much=False,
    holds=4,
    hold_limit=5,
    already_on_hold=False,
    already_on_loan=False,
    has_holdable_copy=True,
)


def test_each_fact_has_its_refusal() -> None:
    assert holds.refusals(WELL) == []
    against = {
        "email_not_verified": {"is_self_service": True},
        "member_expired": {"is_expired": True},
        "member_blocked": {"is_blocked": True},
        "debt_limit_reached": {"owes_too_much": True},
        "already_on_hold": {"already_on_hold": True},
        "already_on_loan_to_member": {"already_on_loan": True},
        "no_holdable_copy": {"has_holdable_copy": False},
        "hold_limit_reached": {"holds": 5},
    }
    for code, fact in against.items():
        assert holds.refusals(replace(WELL, **fact)) == [code]  # type: ignore[arg-type]


def test_only_open_days_count_until_the_last_day_on_the_shelf() -> None:
    sundays = Calendar(weekdays=frozenset({6}), dated={date(2026, 5, 8): "Works outing"})
    assert holds.last_day(date(2026, 5, 6), 5, sundays) == date(2026, 5, 13)
    assert holds.last_day(date(2026, 5, 9), 1, sundays) == date(2026, 5, 11)


def test_the_wait_grows_with_the_place_and_shrinks_with_copies() -> None:
    terms = {"loan_days": 14, "pickup_days": 4}
    assert holds.wait_in_days(1, [5], **terms) == 5
    assert holds.wait_in_days(2, [5], **terms) == 21
    assert holds.wait_in_days(2, [5, 8], **terms) == 8
    assert holds.wait_in_days(1, [-3], **terms) == 0
    assert holds.wait_in_days(1, [], **terms) is None
