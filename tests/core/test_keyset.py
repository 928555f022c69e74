import base64
import json
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import FieldError
from django.db.models.functions import Length
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from accounts.models import AuditEntry
from catalog.models import Contributor
from core import keyset
from tests.conftest import NOW

pytestmark = pytest.mark.django_db

BY_NAME = ("sort_name", "id")
BY_NAME_BACKWARDS = ("-sort_name", "id")
MODEL = hypothesis_settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def shelve(names: Sequence[str]) -> None:
    """Contributors with these sort names, ties and all."""
    Contributor.objects.all().delete()
    Contributor.objects.bulk_create(
        Contributor(name=f"{place} {name}", sort_name=name) for place, name in enumerate(names)
    )


def listed(order: Sequence[str]) -> list[Any]:
    return list(Contributor.objects.order_by(*order).values_list("pk", flat=True))


def walked(order: Sequence[str], size: int) -> list[list[Any]]:
    """The ids of page after page, following ``next`` to the end."""
    pages, cursor = [], ""
    while True:
        page = keyset.page(Contributor.objects.all(), order=order, cursor=cursor, size=size)
        pages.append([row.pk for row in page.rows])
        cursor = page.next
        if not cursor:
            return pages


def walked_back(order: Sequence[str], size: int, cursor: str) -> list[list[Any]]:
    pages: list[list[Any]] = []
    while cursor:
        page = keyset.page(Contributor.objects.all(), order=order, cursor=cursor, size=size)
        pages.insert(0, [row.pk for row in page.rows])
        cursor = page.previous
    return pages


def forged(*values: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


@MODEL
@given(
    names=st.lists(st.sampled_from(["a", "b", "c", "", "é", "z'; --", "%_"]), max_size=12),
    size=st.integers(1, 5),
    order=st.sampled_from([BY_NAME, BY_NAME_BACKWARDS, ("-sort_name", "-id"), ("id",), ("-id",)]),
)
def test_pages_together_are_the_list_forwards_and_back(
    names: list[str], size: int, order: Sequence[str]
) -> None:
    shelve(names)
    wanted = listed(order)
    pages = walked(order, size)
    assert [pk for page in pages for pk in page] == wanted
    assert all(len(page) == size for page in pages[:-1])
    assert len(pages) == max(1, -(-len(wanted) // size))
    last = (
        keyset._write(Contributor.objects.get(pk=wanted[-1]), order, "previous") if wanted else ""
    )
    assert [pk for page in walked_back(order, size, last) for pk in page] == wanted[:-1]


def test_the_first_page_has_no_previous_and_the_last_no_next() -> None:
    shelve("abc")
    first = keyset.page(Contributor.objects.all(), order=BY_NAME, size=2)
    second = keyset.page(Contributor.objects.all(), order=BY_NAME, cursor=first.next, size=2)
    back = keyset.page(Contributor.objects.all(), order=BY_NAME, cursor=second.previous, size=2)
    assert (first.previous, second.next) == ("", "")
    assert [row.sort_name for row in second.rows] == ["c"]
    assert list(back.rows) == list(first.rows)
    assert (back.next, back.previous) == (first.next, "")


def test_an_order_by_a_relation_is_refused_before_there_is_a_second_page() -> None:
    with pytest.raises(FieldError, match="actor_id"):
        keyset.page(AuditEntry.objects.all(), order=("-actor", "id"))
    assert keyset.page(AuditEntry.objects.all(), order=("-actor_id", "id")) == keyset.Page([])


def test_an_empty_list_is_one_empty_page() -> None:
    assert keyset.page(Contributor.objects.all(), order=BY_NAME) == keyset.Page([])


def test_what_is_added_between_two_pages_neither_repeats_nor_hides_a_row() -> None:
    shelve(["b", "b", "d", "d", "f", "f"])
    before = listed(BY_NAME)
    first = keyset.page(Contributor.objects.all(), order=BY_NAME, size=3)
    Contributor.objects.create(name="early", sort_name="a")
    Contributor.objects.create(name="tie", sort_name="b")
    Contributor.objects.create(name="late", sort_name="e")
    second = keyset.page(Contributor.objects.all(), order=BY_NAME, cursor=first.next, size=9)
    seen = [row.pk for row in (*first.rows, *second.rows)]
    assert len(seen) == len(set(seen))
    assert [pk for pk in seen if pk in before] == before
    assert "late" in {row.name for row in second.rows}


def test_the_row_a_cursor_names_may_be_gone() -> None:
    shelve("abcd")
    first = keyset.page(Contributor.objects.all(), order=BY_NAME, size=2)
    Contributor.objects.filter(sort_name="b").delete()
    second = keyset.page(Contributor.objects.all(), order=BY_NAME, cursor=first.next, size=2)
    assert [row.sort_name for row in second.rows] == ["c", "d"]


def test_rows_of_values_are_paged_as_well() -> None:
    shelve("abc")
    rows = Contributor.objects.values("id", "sort_name")
    first = keyset.page(rows, order=BY_NAME, size=2)
    second = keyset.page(rows, order=BY_NAME, cursor=first.next, size=2)
    assert [row["sort_name"] for row in (*first.rows, *second.rows)] == ["a", "b", "c"]


def test_instants_keep_their_microseconds_in_a_cursor() -> None:
    at = NOW.replace(microsecond=123_456)
    for step in range(3):
        AuditEntry.objects.create(action="tested", at=at + timedelta(microseconds=step))
    first = keyset.page(AuditEntry.objects.all(), order=("-at", "id"), size=1)
    second = keyset.page(AuditEntry.objects.all(), order=("-at", "id"), cursor=first.next, size=2)
    seen = [row.at.microsecond for row in (*first.rows, *second.rows)]
    assert seen == [123_458, 123_457, 123_456]


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "%00",
        "é",
        "AAAA",
        "=" * 7,
        "A" * 5000,
        forged(),
        forged("next"),
        forged("next", "a"),
        forged("next", "a", "b"),
        forged("sideways", "a", "0197a3c2-5b1e-7c41-9d0e-2f6f4d1c8a10"),
        forged("next", "a", "0197a3c2-5b1e-7c41-9d0e-2f6f4d1c8a10", "more"),
        forged("next", None, "0197a3c2-5b1e-7c41-9d0e-2f6f4d1c8a10"),
        forged("next", "a", None),
        forged("next", "a\0b", "0197a3c2-5b1e-7c41-9d0e-2f6f4d1c8a10"),
        forged("next", "\ud800", "0197a3c2-5b1e-7c41-9d0e-2f6f4d1c8a10"),
        forged(["next"], "a", "0197a3c2-5b1e-7c41-9d0e-2f6f4d1c8a10"),
        forged({"next": 1}, "a", "0197a3c2-5b1e-7c41-9d0e-2f6f4d1c8a10"),
        base64.urlsafe_b64encode(b"7").decode(),
        base64.urlsafe_b64encode(b"null").decode(),
        base64.urlsafe_b64encode(b'{"a":1}').decode(),
        base64.urlsafe_b64encode(b"[" * 100_000).decode(),
        base64.urlsafe_b64encode(b'["next","a",' + b"9" * 5000 + b"]").decode(),
        base64.urlsafe_b64encode(b"\xff\xfe").decode(),
    ],
)
def test_a_forged_cursor_is_refused(cursor: str) -> None:
    shelve("ab")
    with pytest.raises(keyset.BadCursor):
        keyset.page(Contributor.objects.all(), order=BY_NAME, cursor=cursor)


@pytest.mark.parametrize(
    "instant",
    [
        "not a day",
        "2026-05-06",
        "2026-05-06T08:00:00",
        "9999-99-99T00:00Z",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        10**400,
        7,
    ],
)
def test_a_cursor_of_instants_is_checked_too(instant: Any) -> None:
    cursor = forged("next", instant, 7)
    with pytest.raises(keyset.BadCursor):
        keyset.page(AuditEntry.objects.all(), order=("-at", "id"), cursor=cursor)


@pytest.mark.parametrize(
    "values", [(), (1,), (1, "x"), ({}, "0197a3c2-5b1e-7c41-9d0e-2f6f4d1c8a10")]
)
def test_a_cursor_of_annotated_rows_is_checked_too(values: tuple[Any, ...]) -> None:
    shelve("ab")
    rows = Contributor.objects.annotate(length=Length("sort_name"))
    with pytest.raises(keyset.BadCursor):
        keyset.page(rows, order=("length", "id"), cursor=forged("next", *values))


def test_annotated_rows_are_paged_by_what_was_computed() -> None:
    shelve(["ccc", "a", "bb", "dd"])
    rows = Contributor.objects.annotate(length=Length("sort_name"))
    first = keyset.page(rows, order=("-length", "id"), size=2)
    second = keyset.page(rows, order=("-length", "id"), size=2, cursor=first.next)
    assert [row.sort_name for row in (*first.rows, *second.rows)] == ["ccc", "bb", "dd", "a"]


@MODEL
@given(
    cursor=st.one_of(
        st.text(max_size=80),
        st.binary(max_size=60).map(lambda raw: base64.urlsafe_b64encode(raw).decode()),
    )
)
def test_no_cursor_makes_a_fault(cursor: str) -> None:
    with suppress(keyset.BadCursor):
        keyset.page(Contributor.objects.all(), order=BY_NAME, cursor=cursor)
