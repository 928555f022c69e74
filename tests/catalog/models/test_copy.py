from importlib import import_module
from itertools import combinations
from typing import Any

import pytest
from django.apps import apps

from catalog.domain.copies import State
from catalog.models import Copy
from tests.factories.catalog import BookFactory, CopyFactory

pytestmark = pytest.mark.django_db

FLAGS = ["withdrawn_at", "is_on_loan", "on_hold_shelf", "in_transit", "lost_at", "missing_at",
         "damaged_at", "on_order", "reference_only"]  # fmt: skip
NEVER = [{"withdrawn_at", "is_on_loan"}, {"is_on_loan", "on_hold_shelf"},
         {"is_on_loan", "in_transit"}, {"on_hold_shelf", "in_transit"}]  # fmt: skip


def test_every_copy_is_in_the_one_state_that_is_told_of_it(now: Any) -> None:
    book = BookFactory()
    for raised in [(), *combinations(FLAGS, 1), *combinations(FLAGS, 2)]:
        if set(raised) not in NEVER:
            CopyFactory(
                book=book, **{flag: now if flag.endswith("_at") else True for flag in raised}
            )
    told = {copy.pk: copy.state for copy in Copy.objects.all()}
    found = {copy.pk: state for state in State for copy in Copy.objects.in_state(state)}
    assert found == told
    assert sum(Copy.objects.in_state(state).count() for state in State) == len(told)


def test_shelves_are_sorted_letter_by_letter_on_both_databases() -> None:
    shelf = ["", "005 A", "5", "813", "813 ABC", "813.5", "DVD 2", "DVD 12", "Ü 3", "Z.", "Ж 1"]
    book = BookFactory()
    for number in reversed(shelf):
        CopyFactory(book=book, call_number=number)
    rows = Copy.objects.order_by("shelf_key", "id").values_list("call_number", "shelf_key")
    assert [key for _number, key in rows] == sorted(key for _number, key in rows)
    assert {number for number, _key in rows} == set(shelf)
    said = [number for number, _key in rows]
    assert said.index("813 ABC") < said.index("813.5") < said.index("DVD 2") < said.index("DVD 12")


def test_copies_that_were_there_before_get_their_place() -> None:
    copies = [CopyFactory(call_number=number) for number in ("QA76 .C3", "", "813.54 LEG")]
    keys = {copy.pk: copy.shelf_key for copy in copies}
    Copy.objects.update(shelf_key="")
    import_module("catalog.migrations.0007_stocktake").sort(apps, None)
    assert dict(Copy.objects.values_list("pk", "shelf_key")) == keys


def test_copies_that_an_import_left_without_a_place_get_theirs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    migration = import_module("catalog.migrations.0013_places_of_imported_copies")
    monkeypatch.setattr(migration, "AT_ONCE", 2)
    copies = [CopyFactory(call_number=f"{number} LEG") for number in range(813, 818)]
    copies += [CopyFactory(call_number=number) for number in ("", "--")]
    keys = {copy.pk: copy.shelf_key for copy in copies}
    Copy.objects.exclude(pk=copies[0].pk).update(shelf_key="")
    migration.place(apps, None)
    assert dict(Copy.objects.values_list("pk", "shelf_key")) == keys
