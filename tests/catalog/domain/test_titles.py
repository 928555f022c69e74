import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.domain import titles


@pytest.mark.parametrize(
    ("title", "language", "filed"),
    [
        ("The Tempest", "eng", "tempest"),
        ("The Tempest", "ger", "the tempest"),
        ("The Tempest", "", "the tempest"),
        ("A", "eng", "a"),
        ("The", "eng", "the"),
        ("Die Verwandlung", "ger", "verwandlung"),
        ("Die Hard", "eng", "die hard"),
        ("L'Étranger", "fre", "etranger"),
        ("L’Étranger", "fre", "etranger"),
        ("El Niño", "spa", "nino"),
        ("Il nome della rosa", "ita", "nome della rosa"),
        ("Az ember tragédiája", "hun", "ember tragediaja"),
        ("al-Kitāb", "ara", "kitab"),
        ("Łódź", "pol", "lodz"),
        ("…und sagte kein einziges Wort", "ger", "und sagte kein einziges wort"),
        ("!!!", "eng", ""),
    ],
)
def test_a_title_is_filed_without_its_article(title: str, language: str, filed: str) -> None:
    assert titles.sort_key(title, language) == filed


@pytest.mark.parametrize(
    ("title", "other", "filed"),
    [
        ("Распад", "Raspad", "raspad"),
        ("عشقی", "ʻIshqī bih laṭāfat-i bārān", "ishqi bih latafat i baran"),
        ("生命体", "Seimeitai", "seimeitai"),
        ("生命体", "", "生命体"),
        ("Распад", "Розпад", "распад"),
        ("War and peace", "Voĭna i mir", "war and peace"),
        ("1984", "Nineteen eighty-four", "nineteen eighty four"),
        ("", "Raspad", "raspad"),
    ],
)
def test_another_script_is_filed_by_its_romanised_form(title: str, other: str, filed: str) -> None:
    assert titles.sort_key(title, "", other) == filed


@given(st.text(), st.sampled_from(["", "eng", "ger", "fre", "xxx"]), st.text())
def test_a_key_fits_its_column_and_is_one_line(title: str, language: str, other: str) -> None:
    key = titles.sort_key(title, language, other)
    assert len(key) <= 300
    assert key == " ".join(key.split())


def test_names_are_filed_as_written() -> None:
    assert titles.name_key("Tolkien, J. R. R.") == "tolkien j r r"
    assert len(titles.name_key("x" * 900)) == 300
