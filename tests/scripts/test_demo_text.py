"""The cleaning of catalogue text, on the cases that the Library's records bring."""

import pytest

from scripts import demo_text


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("The hobbit, or, There and back again /", "The hobbit, or, There and back again"),
        ("Tolkien, J. R. R.", "Tolkien, J. R. R."),
        ("Gallimard,", "Gallimard"),
        ("Mayreni Pub.,", "Mayreni Pub."),
        ("Cookery.", "Cookery"),
        ("رياض الريس،", "رياض الريس"),
        ("&#x04AE;нэн", "Үнэн"),
        ("Cafe\u0301 :", "Café"),
    ],
)
def test_it_takes_off_the_punctuation_of_the_card(written: str, wanted: str) -> None:
    assert demo_text.unpunctuated(written) == wanted


@pytest.mark.parametrize(
    ("heading", "family_first", "wanted"),
    [
        ("Le Guin, Ursula K.", False, "Ursula K. Le Guin"),
        ("Lu, Xun", True, "Lu Xun"),
        ("大江, 健三郎", False, "大江健三郎"),
        ("Byron, George Gordon Byron", False, "George Gordon Byron"),
        ("Homer", False, "Homer"),
    ],
)
def test_it_reads_a_name_aloud(heading: str, family_first: bool, wanted: str) -> None:
    assert demo_text.direct_name(heading, family_first=family_first) == wanted


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("641.5/123", ("641.5123", "641.5")),
        ("973.7/092 B", ("973.7092", "973.7")),
        ("813/.54", ("813.54", "813")),
        ("[Fic]", ("", "")),
    ],
)
def test_it_cuts_a_dewey_number_at_its_first_mark(written: str, wanted: tuple[str, str]) -> None:
    assert demo_text.dewey(written) == wanted


@pytest.mark.parametrize(
    ("heading", "wanted"), [("Čapek", "CAP"), ("Łem", "LEM"), ("O'Brien", "OBR"), ("Yi", "YI")]
)
def test_it_makes_a_label_of_a_heading(heading: str, wanted: str) -> None:
    assert demo_text.letters(heading) == wanted


@pytest.mark.parametrize(
    ("words", "wanted"),
    [("edited by", "edt"), ("ill.", "ill"), ("translated from the French by", "trl"), ("by", "")],
)
def test_it_reads_a_role_from_words(words: str, wanted: str) -> None:
    assert demo_text.role_of(words) == wanted
