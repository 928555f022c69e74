from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.domain import sru

DATA = Path(__file__).resolve().parents[2] / "data" / "sru"
EMPTY = b'<searchRetrieveResponse xmlns="http://www.loc.gov/zing/srw/">%s</searchRetrieveResponse>'
MARC = (
    b"<records><record><recordData>%s</recordData></record></records>",
    b'<record xmlns="http://www.loc.gov/MARC21/slim"><leader/></record>',
)


def titles(name: str) -> list[str]:
    found = sru.read((DATA / name).read_bytes())
    return [each.draft.title for each in found if each.draft]


def test_answers_in_dublin_core_are_read() -> None:
    assert titles("test_searchretrieve_sru11.xml")[:2] == ["2021,Nr.1", "2021,Nr.2"]
    assert titles("test_searchretrieve_warning.xml")[:3] == ["Zürich"] * 3


def test_dublin_core_says_who_when_and_in_which_language() -> None:
    found = sru.read((DATA / "test_searchretrieve_warning.xml").read_bytes())
    draft = found[1].draft
    assert draft
    assert draft.subtitle == "ein Lesebuch zur Heimatkunde in Schweizerschulen"
    assert draft.contributors == (("Wälti, Hans", "aut"),)
    assert draft.language == "ger"


def test_what_is_in_another_schema_is_no_book() -> None:
    assert sru.read((DATA / "response_single.xml").read_bytes()) == []


def test_marcxml_is_handed_on_packed_either_way() -> None:
    plain = EMPTY % (MARC[0] % MARC[1])
    escaped = EMPTY % (MARC[0] % MARC[1].replace(b"<", b"&lt;"))
    for answer in (plain, escaped):
        (found,) = sru.read(answer)
        assert b"leader" in found.marcxml


def test_a_diagnostic_is_no_answer_and_no_record_is_none() -> None:
    assert sru.read(EMPTY % b"<numberOfRecords>0</numberOfRecords>") == []
    with pytest.raises(sru.NoAnswer):
        sru.read(EMPTY % b"<diagnostics><diagnostic/></diagnostics>")


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"<html><body>Welcome</body></html>",
        b"<searchRetrieveResponse>",
        b'<!DOCTYPE x [<!ENTITY a "b">]><searchRetrieveResponse>&a;</searchRetrieveResponse>',
        (DATA / "test_explain.xml").read_bytes(),
    ],
)
def test_anything_else_is_no_answer(answer: bytes) -> None:
    with pytest.raises(sru.NoAnswer):
        sru.read(answer)


@given(st.binary(max_size=300))
def test_no_bytes_are_a_fault(noise: bytes) -> None:
    for answer in (noise, EMPTY % noise):
        try:
            sru.read(answer)
        except sru.NoAnswer:
            continue


def test_a_base_address_is_asked_in_the_usual_words() -> None:
    asked = parse_qs(urlsplit(sru.address("https://sru.example/db", "9780547773742")).query)
    assert asked["query"] == ["bath.isbn=9780547773742"]
    assert asked["recordSchema"] == ["marcxml"]
    assert sru.address("https://sru.example/?x=1", "978").startswith("https://sru.example/?x=1&v")


def test_a_whole_question_keeps_its_own_words() -> None:
    said = sru.address("https://sru.example/?query=pica.isb%3D{isbn}", "9780547773742")
    assert said == "https://sru.example/?query=pica.isb%3D9780547773742"
