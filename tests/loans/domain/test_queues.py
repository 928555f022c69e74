from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from loans.domain.queues import interleaved

START = datetime(2026, 5, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Placed:
    name: str
    hours: int

    @property
    def placed_at(self) -> datetime:
        return START + timedelta(hours=self.hours)


def queue(name: str) -> st.SearchStrategy[list[Placed]]:
    hours = st.lists(st.integers(0, 9), max_size=6)
    return hours.map(lambda all_: [Placed(f"{name}{at}", h) for at, h in enumerate(all_)])


@given(queue("a"), queue("b"))
def test_nobody_is_lost_and_each_queue_keeps_its_order(
    first: list[Placed], second: list[Placed]
) -> None:
    merged = interleaved(first, second)
    assert [each for each in merged if each.name[0] == "a"] == first
    assert [each for each in merged if each.name[0] == "b"] == second
    assert len(merged) == len(first) + len(second)


def test_of_two_who_stand_in_front_the_one_who_waits_longer_goes_first() -> None:
    early, late, middle = Placed("a0", 1), Placed("a1", 5), Placed("b0", 3)
    assert interleaved([early, late], [middle]) == [early, middle, late]


def test_the_queue_of_the_kept_book_goes_first_where_both_waited_as_long() -> None:
    one, other = Placed("a0", 1), Placed("b0", 1)
    assert interleaved([one], [other]) == [one, other]
