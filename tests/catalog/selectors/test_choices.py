from typing import Any

import pytest

from catalog.models import Branch
from catalog.selectors import choices
from tests.factories.catalog import BookFactory, BranchFactory, CopyTypeFactory

pytestmark = pytest.mark.django_db


def test_what_another_process_has_saved_is_there_at_once() -> None:
    before = choices.to_narrow_by()
    BranchFactory(code="hill", name="Hill branch")
    CopyTypeFactory(code="map", name="Map")
    after = choices.to_narrow_by()
    assert set(after.branches) - set(before.branches) == {("hill", "Hill branch")}
    assert set(after.types) - set(before.types) == {("map", "Map")}
    Branch.objects.filter(code="hill").update(is_active=False)
    assert choices.to_narrow_by().branches == before.branches


def test_branches_and_types_stand_in_the_order_of_their_names() -> None:
    BranchFactory(code="a", name="Zoo")
    BranchFactory(code="z", name="Attic")
    names = [name for _code, name in choices.to_narrow_by().branches]
    assert names == sorted(names)


def test_the_languages_are_not_looked_for_at_every_search(
    django_assert_num_queries: Any,
) -> None:
    BookFactory(language="fra")
    BookFactory(language="deu")
    BookFactory(language="")
    with django_assert_num_queries(2):
        assert choices.to_narrow_by().languages == ["deu", "fra"]
    with django_assert_num_queries(1):
        assert choices.to_narrow_by().languages == ["deu", "fra"]
