import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.search import query, words
from catalog.search.query import Term


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("", []),
        ("   ", []),
        ("!?… —", []),
        ('"', []),
        ('author:""', []),
        ("Tides WAR", [Term("everything", "tides"), Term("everything", "war")]),
        ('"The Tides" war', [Term("everything", "the tides"), Term("everything", "war")]),
        ('"never closed', [Term("everything", "never closed")]),
        ("author:müller", [Term("contributors", "muller")]),
        ("AUTHOR:Müller", [Term("contributors", "muller")]),
        ('author:"Le Guin, U"', [Term("contributors", "le guin u")]),
        ("title:war subject:sea", [Term("title", "war"), Term("subjects", "sea")]),
        ("contributor:x", [Term("contributors", "x")]),
        ("978-0-547-77374-2", [Term("isbns", "9780547773742")]),
        (" 978 0 547 77374 2 ", [Term("isbns", "9780547773742")]),
        ("0547773749", [Term("isbns", "9780547773742")]),
        ("isbn:0-547", [Term("isbns", "0547")]),
        ("tides 0547773749", [Term("everything", "tides"), Term("isbns", "9780547773742")]),
        ("Dune:Messiah", [Term("everything", "dune"), Term("everything", "messiah")]),
        ("http://x", [Term("everything", "http"), Term("everything", "x")]),
        ("O'Brien", [Term("everything", "o brien", "obrien")]),
        ("l’été", [Term("everything", "l ete", "lete")]),
        ("e-mail", [Term("everything", "e mail", "email")]),
        (
            "a/e-mail",
            [Term("everything", "a"), Term("everything", "e"), Term("everything", "mail")],
        ),
        ('צה"ל', [Term("everything", "צה ל", "צהל")]),
        ("100% _x_ \\", [Term("everything", "100"), Term("everything", "x")]),
        ("科学／技術", [Term("everything", "科学"), Term("everything", "技術")]),
    ],
)
def test_what_is_typed_becomes_terms(typed: str, terms: list[Term]) -> None:
    assert query.terms(typed) == terms


def test_nobody_means_more_than_twelve_words_or_two_hundred_letters() -> None:
    assert len(query.terms(" ".join(f"w{n}" for n in range(40)))) == 12
    assert query.terms("x" * 1000) == [Term("everything", "x" * 200)]
    assert len(query.words_in("subjects", "ab " * 400)) == 12


@given(st.text())
def test_any_text_is_read_without_complaint(typed: str) -> None:
    for term in query.terms(typed):
        assert term.words
        assert not set(term.words + term.joined) & set("%_\\|\0")


@given(st.lists(st.text()))
def test_an_entry_holds_every_part_between_bars(parts: list[str]) -> None:
    entry = words.entry(*parts)
    assert entry == "" or (entry[0] == " " and entry[-2:] == " |")
    assert "  " not in entry


def test_an_entry_holds_jointed_words_in_one_piece_too() -> None:
    assert (
        words.entry("L'Été", "", "O’Brien-Smith") == " l ete | o brien smith | lete obriensmith |"
    )
