from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.domain import stocktakes
from catalog.domain.stocktakes import Facts, Finding


@pytest.mark.parametrize(
    ("said", "finding"),
    [
        ({}, Finding.IN_PLACE),
        ({"missing": True}, Finding.FOUND_AGAIN),
        ({"missing": True, "of_range": False}, Finding.ELSEWHERE),
        ({"of_range": False, "of_branch": False}, Finding.OTHER_BRANCH),
        ({"on_order": True, "of_branch": False}, Finding.ON_ORDER),
        ({"lost": True, "of_range": False}, Finding.LOST),
        ({"in_transit": True, "of_branch": False}, Finding.IN_TRANSIT),
        ({"on_hold_shelf": True}, Finding.FOR_A_HOLD),
        ({"on_loan": True, "lost": True}, Finding.ON_LOAN),
        ({"withdrawn": True, "missing": True}, Finding.WITHDRAWN),
    ],
)
def test_the_gravest_is_told(said: dict[str, Any], finding: Finding) -> None:
    assert stocktakes.finding(Facts(**said)) is finding


@pytest.mark.parametrize(
    ("walk", "wrong"),
    [
        ("", ""),
        ("abcdef", ""),
        ("aabbcc", ""),
        ("abcxdef", "x"),
        ("abcdefa", "a"),
        ("bcdefghijaklmno", "a"),
        ("abcxyzdefghij", "xyz"),
    ],
)
def test_one_book_at_the_wrong_end_is_one_misplaced_book(walk: str, wrong: str) -> None:
    assert "".join(walk[place] for place in sorted(stocktakes.out_of_order(walk))) == wrong


def test_the_last_of_two_equal_ones_is_the_wrong_one() -> None:
    assert stocktakes.out_of_order("abcdefa") == {6}


def test_who_walks_back_to_another_shelf_has_misplaced_nothing() -> None:
    assert stocktakes.out_of_order("mnopqrsabcdefgh") == set()
    assert stocktakes.out_of_order("mnopqrsabcdxefgh") == {11}


@given(st.lists(st.text("abcdef", max_size=2), max_size=40))
def test_what_is_left_of_a_short_walk_never_falls(walk: list[str]) -> None:
    wrong = stocktakes.out_of_order(walk)
    assert wrong <= set(range(len(walk)))
    if walk == sorted(walk):
        assert not wrong


@given(st.lists(st.text("abc", max_size=2), max_size=4))
def test_fewer_scans_than_a_shelf_are_one_row(walk: list[str]) -> None:
    kept = [key for place, key in enumerate(walk) if place not in stocktakes.out_of_order(walk)]
    assert kept == sorted(kept)
