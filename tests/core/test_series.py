from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from core import series
from members.models import CardSeries


@pytest.mark.django_db
def test_numbers_begin_at_one_and_run_on() -> None:
    assert list(series.take(CardSeries, "test")) == [1]
    assert list(series.take(CardSeries, "test", 3)) == [2, 3, 4]
    assert list(series.take(CardSeries, "test")) == [5]
    assert CardSeries.objects.get(name="test").last == 5


@pytest.mark.django_db
def test_series_count_apart() -> None:
    series.take(CardSeries, "one", 10)
    assert list(series.take(CardSeries, "two")) == [1]
    assert str(CardSeries.objects.get(name="one")) == "one: 10"


@pytest.mark.django_db
def test_numbers_of_a_deed_that_was_refused_are_free_again() -> None:
    class Refused(Exception):
        pass

    def refused_deed() -> None:
        with transaction.atomic():
            series.take(CardSeries, "test", 5)
            raise Refused

    with pytest.raises(Refused):
        refused_deed()
    assert list(series.take(CardSeries, "test")) == [1]


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
def test_threads_that_ask_at_once_get_numbers_of_their_own() -> None:
    def take_some(_: int) -> list[int]:
        try:
            return [number for _ in range(25) for number in series.take(CardSeries, "test", 2)]
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        taken = [number for batch in pool.map(take_some, range(8)) for number in batch]
    assert sorted(taken) == list(range(1, 401))
