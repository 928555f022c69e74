"""Words as people write them, for what was probably meant."""

import pytest

from catalog.search import engine
from tests.factories.catalog import BookFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("dvorzak", "Dvořák"),
        ("ubersetxung", "Übersetzung"),
        ("tidse", "tides"),
        ("obrein", "O'Brien"),
        ("author:obrein", "author:O'Brien"),
        ("lang:tidse", ""),
        ("tidse lang:xyzw", "tides lang:xyzw"),
    ],
)
def test_what_was_meant_is_written_as_people_write_it(typed: str, meant: str) -> None:
    BookFactory(title="Tides of the sea", author="Dvořák, Antonín", subject="Übersetzung")
    BookFactory(title="About tides", author="O'Brien, Flann")
    BookFactory(title="High tides", author="DVOŘÁK")
    assert engine.search(engine.Wanted(typed=typed)).suggestion == meant
