import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.domain import call_numbers
from catalog.domain.call_numbers import Scheme

# As they stand on a shelf.
LCC = [
    "A1 .B2", "B 123", "HD 9999 .A1", "KF27 .I5", "Q1 .A1", "QA 9 .B2", "QA76 .A1", "QA76.5 .C3",
    "QA76.73 .C15 K47 1988", "QA76.73 .C3", "QA76.73 .P98 L88 2009", "QA76.73.P98L88 2013",
    "QA76.9 .A25 S35", "QA76.9 .A3", "QA760 .B1", "QB1",
]  # fmt: skip
DDC = [
    "000", "004.1 ABC", "025.431", "027", "200.973", "398.2 ANS", "398.20943 GRI", "510",
    "510 GOW", "510.1 A", "512", "813", "813 ABC", "813.5 ABC", "813.54 LEG", "813.54 LEG 2004",
    "813.54 LEG 2004 v.2", "813.54 LEG 2004 v.10", "813.54 LEG vol2", "813.54 LEG vol10",
    "813.54 LEM", "813.6", "822.33 K15", "822.33 K2", "900",
]  # fmt: skip
FREE = [
    "", "DVD 2", "DVD 12", "DVD 100", "FIC KIP", "FIC LEG", "Fic Łem", "J 398.2 ANS", "J 398.21 A",
    "J FIC", "Ü 3", "Z.",
]  # fmt: skip


@pytest.mark.parametrize("shelf", [LCC, DDC, FREE], ids=["lcc", "ddc", "free"])
def test_call_numbers_sort_as_they_stand_on_the_shelf(shelf: list[str]) -> None:
    for seed in range(20):
        mixed = random.Random(seed).sample(shelf, len(shelf))
        assert sorted(mixed, key=call_numbers.sort_key) == shelf


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("QA76.73.P98 L88", "qa 76.73 .p98 l88"),
        ("[Fic] Le Guin", "FIC LE GUIN"),
        ("813/.54 LEG", "813.54 LEG"),
        ("REF 510", "ref.  510"),
    ],
)
def test_how_it_is_written_makes_no_difference(one: str, other: str) -> None:
    assert call_numbers.sort_key(one) == call_numbers.sort_key(other)


@pytest.mark.parametrize(
    ("said", "scheme"),
    [
        ("813.54 LEG", Scheme.DDC),
        ("813", Scheme.DDC),
        ("PS3562.E42 L4", Scheme.LCC),
        ("QA 76", Scheme.LCC),
        ("FIC LEG", Scheme.FREE),
        ("8131 LEG", Scheme.FREE),
        ("WIZ 12", Scheme.FREE),
        ("", Scheme.FREE),
    ],
)
def test_a_scheme_is_told_by_its_form(said: str, scheme: Scheme) -> None:
    assert call_numbers.scheme(said) is scheme


@pytest.mark.parametrize(
    ("said", "first", "last", "inside"),
    [
        ("823.91", "813", "823", True),
        ("824", "813", "823", False),
        ("812.99 Z", "813", "823", False),
        ("813", "813", "823", True),
        ("FIC LEGUIN", "FIC L", "FIC M", True),
        ("FIC NES", "FIC L", "FIC M", False),
        ("anything", "", "", True),
        ("", "", "500", True),
        ("", "100", "", False),
        ("825", "830", "820", True),
        ("840", "830", "820", False),
    ],
)
def test_a_range_holds_its_last_number_with_all_that_begins_so(
    said: str, first: str, last: str, inside: bool
) -> None:
    assert call_numbers.within(call_numbers.sort_key(said), first, last) is inside


@pytest.mark.parametrize(
    ("said", "lines"),
    [
        ("QA76.73.P98L88 2013", ["QA", "76.73", ".P98", "L88", "2013"]),
        ("PS3562.E42 L4 1969 v.2", ["PS", "3562", ".E42", "L4", "1969", "v.2"]),
        ("PZ7.L521 Wi", ["PZ", "7", ".L521", "Wi"]),
        ("813.54 LEG", ["813.54", "LEG"]),
        ("973.04924009 ABC 2004", ["973.049", "24009", "ABC", "2004"]),
        ("J FIC LEG", ["J", "FIC", "LEG"]),
        ("Bildergeschichten", ["Bilderges", "chichten"]),
        ("", []),
    ],
)
def test_a_spine_has_a_line_for_each_part(said: str, lines: list[str]) -> None:
    assert call_numbers.spine(said) == lines


@given(st.text(max_size=100))
def test_any_text_has_a_key_and_lines_that_lose_nothing(said: str) -> None:
    assert len(call_numbers.sort_key(said)) <= call_numbers.KEY_LENGTH
    lines = call_numbers.spine(said, width=9)
    assert all(0 < len(line) <= 9 for line in lines)
    assert sum(map(len, lines)) <= len(said) * 3


@given(st.sampled_from(DDC + LCC + FREE), st.sampled_from(DDC + LCC + FREE))
def test_every_number_lies_in_the_range_from_itself_to_itself(one: str, other: str) -> None:
    key = call_numbers.sort_key(one)
    assert call_numbers.within(key, one, one)
    assert call_numbers.within(key, one, other)
