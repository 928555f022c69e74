import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.search import query, words
from catalog.search.query import Term, Years


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
        ("ISBN 978-0-547-77374-2", [Term("isbns", "9780547773742")]),
        ("isbn: 978-0-547-77374-2", [Term("isbns", "9780547773742")]),
        ("ISBN-13: 978 0 547 77374 2", [Term("isbns", "9780547773742")]),
        ("ISBN numbers", [Term("everything", "isbn"), Term("everything", "numbers")]),
        ("author: orwell", [Term("contributors", "orwell")]),
        (
            "The Author: A Life",
            [Term("everything", each) for each in ("the", "author", "a", "life")],
        ),
        (
            "author: -ende",
            [Term("everything", "author"), Term("everything", "ende", is_excluded=True)],
        ),
        ("author: title:momo", [Term("everything", "author"), Term("title", "momo")]),
        ("title:", [Term("everything", "title")]),
        ("lang:english", [Term("languages", "eng")]),
        ("lang:de", [Term("languages", "ger")]),
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


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("-war", [Term("everything", "war", is_excluded=True)]),
        ("sea -war", [Term("everything", "sea"), Term("everything", "war", is_excluded=True)]),
        ('-"at sea"', [Term("everything", "at sea", is_excluded=True)]),
        ("-author:x", [Term("contributors", "x", is_excluded=True)]),
        ("- war", [Term("everything", "war")]),
        ("twenty-one", [Term("everything", "twenty one", "twentyone")]),
        ("lang:GER", [Term("languages", "ger")]),
        ("publisher:penguin", [Term("publishers", "penguin")]),
        ("call:813.54", [Term("call_numbers", "813"), Term("call_numbers", "54")]),
    ],
)
def test_exclusions_and_fields_become_terms(typed: str, terms: list[Term]) -> None:
    assert query.terms(typed) == terms


@pytest.mark.parametrize(
    ("typed", "years"),
    [
        ("year:1990", [Years(1990, 1990)]),
        ("year:1990-1999", [Years(1990, 1999)]),
        ("year:1999-1990", [Years(1990, 1999)]),
        ("year:1990–1999", [Years(1990, 1999)]),
        ("year:-1950", [Years(query.EARLIEST, 1950)]),
        ("year:1950-", [Years(1950, query.LATEST)]),
        ("-year:1990", [Years(1990, 1990, is_excluded=True)]),
        ('year:"1990 "', [Years(1990, 1990)]),
    ],
)
def test_years_are_read(typed: str, years: list[Years]) -> None:
    assert query.read(typed).years == years


@pytest.mark.parametrize("said", ["abc", "19999", "-", "1990-1999-2000", "١٩٩٠x"])
def test_what_is_no_year_is_ignored_and_said_so(said: str) -> None:
    read = query.read(f"tides year:{said}")
    assert read.terms[0] == Term("everything", "tides")
    assert (read.years, len(read.ignored)) == ([], 1)


def test_what_is_cut_is_said() -> None:
    assert query.read("x" * 300).ignored == ["Only the first 200 letters were looked for."]
    many = query.read(" ".join(f"w{n}" for n in range(40)))
    assert many.ignored == ["Only the first 12 words were looked for."]
    assert query.read("author:!!").ignored == ["Nothing was said to look for in “author”."]
    assert query.read("tides").ignored == []


@given(st.text(), st.sampled_from(["", "-", "year:", "author:", "-lang:", 'title:"']))
def test_any_text_behind_a_field_is_read_without_complaint(typed: str, field: str) -> None:
    read = query.read(f"{field}{typed} {field}{typed}")
    assert len(read.terms) <= query.MAX_TERMS
    for term in read.terms:
        tokens, _begins = words.asked(term.words)
        assert tokens
        assert not set("".join(tokens)) & set("'\"_\\|&:*() ")


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("war and peace", ["war", "and", "peace"]),
        ("生命体", ["生命", "命体", "体"]),
        ("体", ["体"]),
        ("c言語入門", ["c", "言語", "語入", "入門", "門"]),
        ("x" * 150, ["x" * 100]),
    ],
)
def test_a_text_becomes_tokens(text: str, tokens: list[str]) -> None:
    assert words.tokens(text) == tokens
