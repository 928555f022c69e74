from contextlib import suppress
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from rest_framework.exceptions import ValidationError

from tests.core.edges import Wish

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def faults(**body: Any) -> set[str]:
    with pytest.raises(ValidationError) as refusal:
        Wish.read({"title": "A"} | body)
    assert isinstance(refusal.value.detail, dict)
    return set(refusal.value.detail)


def test_what_is_left_out_has_its_default() -> None:
    assert Wish.read({"title": " A  wizard "}) == {"title": "A wizard", "note": "", "copies": 1}


def test_each_field_that_is_wrong_or_unknown_is_named_at_once() -> None:
    assert faults(title="", copies="2", colour="blue", size=3) == {
        "title", "copies", "colour", "size"
    }  # fmt: skip


def test_an_unknown_name_is_cut_before_it_is_repeated() -> None:
    assert faults(**{"x" * 5000: 1}) == {"x" * 80}


@pytest.mark.parametrize(
    "title",
    [
        "",
        "  ",
        "x" * 21,
        "a\0b",
        "bell\a",
        chr(0xD800),
        None,
        7,
        1.5,
        True,
        [],
        ["A"],
        {},
        {"a": 1},
    ],
)
def test_a_line_is_text_and_nothing_else(title: Any) -> None:
    assert faults(title=title) == {"title"}


@pytest.mark.parametrize("note", ["a\0b", "\x1b[31m", 7, None, ["A"], "x" * 20_001])
def test_lines_are_checked_alike(note: Any) -> None:
    assert faults(note=note) == {"note"}


def test_lines_keep_their_breaks_and_a_line_does_not() -> None:
    read = Wish.read({"title": "A\nB", "note": " one\n\ttwo "})
    assert (read["title"], read["note"]) == ("A B", "one\n\ttwo")


def test_what_counts_is_the_text_as_it_is_kept() -> None:
    assert Wish.read({"title": "e\u0301" * 20})["title"] == "é" * 20
    assert Wish.read({"title": f"{' ' * 30}A"})["title"] == "A"
    assert faults(title=" \u200b ") == {"title"}


@pytest.mark.parametrize(
    "copies", ["2", "", None, True, False, 2.0, 2.5, -1, 101, 10**30, -(10**30), [], {}]
)
def test_a_whole_number_is_a_number_within_its_bounds(copies: Any) -> None:
    assert faults(copies=copies) == {"copies"}


@pytest.mark.parametrize("body", [None, 7, "A", [], [{}], True])
def test_a_command_is_an_object(body: Any) -> None:
    with pytest.raises(ValidationError):
        Wish.read(body)


def test_nothing_is_left_of_what_was_read_before() -> None:
    assert faults(title="", copies=-1) == {"title", "copies"}
    assert Wish.read({"title": "A", "note": "mine", "inner": {"number": 1}})["inner"]
    assert Wish.read({"title": "B"}) == {"title": "B", "note": "", "copies": 1}


def test_each_is_told_in_their_own_language() -> None:
    def said(language: str) -> str:
        with translation.override(language), pytest.raises(ValidationError) as refusal:
            Wish.read({"title": "x" * 21})
        assert isinstance(refusal.value.detail, dict)
        return str(refusal.value.detail["title"])

    german = said("de")
    assert said("en") != german
    assert said("de") == german


@given(
    st.dictionaries(st.sampled_from(["title", "note", "copies", "inner", "more"]) | st.text(), JSON)
)
def test_nothing_that_json_can_say_is_a_fault(body: dict[str, Any]) -> None:
    with suppress(ValidationError):
        read = Wish.read(body)
        assert 1 <= len(read["title"]) <= 20
        assert 0 <= read["copies"] <= 100
