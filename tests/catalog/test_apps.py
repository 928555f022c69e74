"""What happens when the catalogue is migrated."""

from types import SimpleNamespace

import pytest

from catalog import apps
from catalog.models import SearchEntry
from catalog.search import engine
from catalog.search.engine import Wanted
from tests.factories.catalog import CopyFactory

pytestmark = pytest.mark.django_db


def plan(*names: str, is_back: bool = False) -> list[tuple[SimpleNamespace, bool]]:
    return [(SimpleNamespace(app_label="catalog", name=name), is_back) for name in names]


def test_books_are_found_again_after_the_index_was_made_anew() -> None:
    book = CopyFactory(book__title="The silent comet").book
    SearchEntry.objects.all().delete()
    apps.find_again(plan=plan("0005_search", "0006_pages", "0007_stocktake"))
    assert engine.search(Wanted(typed="silent comet")).book_ids == [book.pk]


@pytest.mark.parametrize(
    "done", [[], plan("0007_stocktake"), plan("0005_search", "0007_stocktake", is_back=True)]
)
def test_another_migration_leaves_the_index_alone(done: list[tuple[SimpleNamespace, bool]]) -> None:
    CopyFactory(book__title="The silent comet")
    SearchEntry.objects.all().delete()
    apps.find_again(plan=done)
    assert not SearchEntry.objects.exists()
