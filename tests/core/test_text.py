import sys
import unicodedata

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from core import text

EVERY_CHARACTER = [
    chr(point) for point in range(sys.maxunicode + 1) if unicodedata.category(chr(point)) != "Cs"
]


@given(st.text())
def test_folding_twice_is_folding_once(typed: str) -> None:
    once = text.folded(typed)
    assert text.folded(once) == once


def test_folding_twice_is_folding_once_for_every_character() -> None:
    unstable = [
        char for char in EVERY_CHARACTER if text.folded(text.folded(char)) != text.folded(char)
    ]
    assert unstable == []


@given(st.text())
def test_however_it_is_composed_and_cased_it_folds_alike(typed: str) -> None:
    wanted = text.folded(typed)
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        assert text.folded(unicodedata.normalize(form, typed)) == wanted


@given(st.text())
def test_a_folded_text_is_words_one_space_apart(typed: str) -> None:
    folded = text.folded(typed)
    assert unicodedata.is_normalized("NFC", folded)
    assert folded == " ".join(folded.split())
    assert "_" not in folded


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Übung  MACHT", "ubung macht"),
        ("Straße", "strasse"),
        ("ﬁve ﬆars", "five stars"),
        ("℡ №7", "tel no7"),
        ("snake_case__and - dash", "snake case and dash"),
        ("Ångström", "angstrom"),
        ("ΣΊΣΥΦΟΣ", "σισυφοσ"),
        ("Война и миръ", "воина и миръ"),
        ("東京　物語", "東京 物語"),
        ("", ""),
        ("—!?—", ""),
    ],
)
def test_case_marks_and_punctuation_do_not_count(typed: str, folded: str) -> None:
    assert text.folded(typed) == folded


@given(st.text())
def test_a_line_is_in_nfc_without_needless_space(typed: str) -> None:
    line = text.one_line(typed)
    assert unicodedata.is_normalized("NFC", line)
    assert line == line.strip()
    assert "  " not in line
    assert not {"\n", "\r", "\t"} & set(line)
    assert text.one_line(line) == line


def test_a_line_keeps_its_words() -> None:
    assert text.one_line("  A\twizard \r\n of\u3000Earthsea ") == "A wizard of Earthsea"
    assert text.one_line("e\u0301te\u0301") == "été"


@pytest.mark.parametrize("said", ["\u200b", " \u200b\u2060 ", "\u202e", "\ufeff\u00ad", "\u3164"])
def test_a_line_of_which_nothing_can_be_seen_is_empty(said: str) -> None:
    assert text.one_line(said) == ""


def test_a_line_turns_nothing_round_and_keeps_the_signs_of_its_script() -> None:
    assert text.one_line("\u202egnp\u202c Tides") == "gnp Tides"
    for said in ("\u200fעברית\u200e", "\u2067עברית\u2069", "می\u200cخواهم", "👩\u200d👧", "…"):
        assert text.one_line(said) == said


@pytest.mark.parametrize(
    "char", ["\0", "\x07", "\x1b", "\x7f", "\x85", "\x9f", chr(0xD800), chr(0xDFFF)]
)
def test_control_characters_and_lone_surrogates_are_refused(char: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        text.no_control_characters(f"before{char}after")
    assert refusal.value.code == "control_characters"


@pytest.mark.parametrize("said", ["", "two\r\nlines", "a\ttab", "👩‍👩‍👧", "\u200fעברית"])
def test_line_breaks_tabs_and_every_script_pass(said: str) -> None:
    text.no_control_characters(said)
