import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from core import ids


def test_an_id_is_a_uuid_of_version_7_that_begins_with_its_millisecond() -> None:
    before = time.time_ns() // 1_000_000  # noqa: TID251 - what is tested here is the real time
    made = ids.new_id()
    after = time.time_ns() // 1_000_000  # noqa: TID251
    assert (made.version, made.variant) == (7, "specified in RFC 4122")
    assert before <= made.int >> 80 <= after


def test_ids_made_one_after_the_other_are_in_order() -> None:
    made = [ids.new_id() for _ in range(10_000)]
    assert made == sorted(made)
    assert len(set(made)) == len(made)


def test_ids_of_many_threads_are_all_different() -> None:
    with ThreadPoolExecutor(8) as pool:
        batches = pool.map(lambda _: [ids.new_id() for _ in range(2000)], range(8))
        made = [each for batch in batches for each in batch]
    assert len(set(made)) == 16_000


def test_everything_was_made_after_a_moment_before_1970() -> None:
    assert ids.least_at(datetime(1969, 12, 31, tzinfo=UTC)).int == 0
    assert ids.least_at(datetime(9999, 12, 31, tzinfo=UTC)) > ids.new_id()
