"""Merging in the same moment as others lend, edit and merge: one database, a connection each."""

from functools import partial
from typing import Any

import pytest

from catalog.models import Book, BookMerge, Contributor, Copy
from catalog.models.headings import CONTRIBUTORS
from catalog.selectors import merged
from catalog.services import books, heading_deeds, merges
from core.errors import LibraryError
from tests.catalog.services.test_at_once import at_once, lend
from tests.factories.accounts import UserFactory
from tests.factories.catalog import BookFactory, CopyFactory

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
ROUNDS = 8


@pytest.fixture
def deed(now: Any) -> dict[str, Any]:
    return {"actor": UserFactory(), "now": now, "interface": "page"}


def test_two_who_merge_the_same_pair_both_ways_keep_one_book(deed: dict[str, Any]) -> None:
    for _ in range(ROUNDS):
        one, two = BookFactory(), BookFactory()
        CopyFactory(book=one), CopyFactory(book=two)
        came = at_once(
            partial(merges.merge, one.pk, two.pk, **deed),
            partial(merges.merge, two.pk, one.pk, **deed),
        )
        assert [type(each) for each in came].count(Book) == 1, came
        (kept,) = Book.objects.current().filter(pk__in=[one.pk, two.pk])
        assert Copy.objects.filter(book=kept).count() == 2


def test_a_chain_that_grows_at_both_ends_leads_to_its_end(deed: dict[str, Any]) -> None:
    for _ in range(ROUNDS):
        first, second, third = BookFactory(), BookFactory(), BookFactory()
        came = at_once(
            partial(merges.merge, first.pk, second.pk, **deed),
            partial(merges.merge, second.pk, third.pk, **deed),
        )
        assert None not in came, came
        ends = set(BookMerge.objects.values_list("kept", flat=True))
        current = set(Book.objects.current().values_list("pk", flat=True))
        assert ends <= current, came
        assert merged.kept(second.pk) in {None, third.pk}


def test_lending_while_merging_loses_no_copy(deed: dict[str, Any], now: Any) -> None:
    for _ in range(ROUNDS):
        copy = CopyFactory()
        kept = BookFactory()
        came = at_once(
            partial(lend, copy, now),
            partial(merges.merge, copy.book_id, kept.pk, **deed),
        )
        assert came[0] == "lent", came
        assert isinstance(came[1], Book), came
        copy.refresh_from_db()
        assert (copy.book_id, copy.is_on_loan) == (kept.pk, True)


def test_a_name_that_is_merged_while_a_book_gets_it_is_the_kept_one(deed: dict[str, Any]) -> None:
    for number in range(ROUNDS):
        old, new = f"Old {number}", f"New {number}"
        edited = BookFactory(author=old)
        BookFactory(author=new)
        gone, kept = (Contributor.objects.get(name=name).pk for name in (old, new))
        facts = books.Facts(title="Added", contributors=[(old, "aut"), (new, "ill")])
        came = at_once(
            partial(books.add, facts, **deed),
            partial(heading_deeds.merge, CONTRIBUTORS, gone, kept, **deed),
            partial(books.edit, edited.pk, facts, revision=None, **deed),
        )
        assert not [each for each in came if isinstance(each, LibraryError)], came
        assert not Contributor.objects.filter(pk=gone).exists()
        added = came[0].book
        names = {each.contributor.name for each in added.contributions.all()}
        assert names == {new}
        assert edited.contributions.exclude(contributor=kept).count() == 0
