"""The characters of a MARC record, whatever its leader says of them."""

from __future__ import annotations

import pytest

from catalog.domain.records import Format, Options, limits
from catalog.domain.records.marc8 import Decoder
from tests.catalog.domain.records.samples import book, codes, marc, read, readings

MARC8 = "     nam  22     3i 4500"


def test_utf8_that_calls_itself_marc8_is_utf8() -> None:
    (reading,) = read(marc("245 00 $aÜbung", leader=MARC8), Format.MARC)
    assert reading.draft is not None
    assert reading.draft.title == "Übung"
    assert codes(reading) == ["was_utf8"]


def test_marc8_that_calls_itself_utf8_is_marc8() -> None:
    (reading,) = readings("marc/edge_ruby_marc/marc8_accented_chars.marc")
    assert reading.draft is not None
    assert reading.draft.title == 'Histoire du "nouveau théâtre."'
    assert codes(reading) == ["was_marc8"]


def test_bad_bytes_are_replaced_and_counted() -> None:
    raw = marc("245 00 $aCaf# au lait").replace(b"#", b"\xe9")
    (reading,) = read(raw, Format.MARC)
    assert reading.draft is not None
    assert reading.draft.title == "Caf\ufffd au lait"
    assert reading.problems[0].params == {"count": 1, "encoding": "utf-8"}


def test_the_library_may_know_better() -> None:
    raw = marc("245 00 $aCafé au lait", encoding="cp1252")
    (reading,) = read(raw, Format.MARC, Options(encoding="cp1252"))
    assert reading.draft is not None
    assert reading.draft.title == "Café au lait"
    assert codes(reading) == []


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"plain", "plain"),
        (b"\xe1a la mode", "à la mode"),
        (b"\xe8u\xe8o", "üö"),
        (b"\xb2re", "øre"),
        (b"\x1b(NzZ\x1b(B.", "Зз."),
        (b"\x1b)2ab\x1b(B", "ab"),
        (b"\x1b$1~~~\x1b(B", None),
        (b"H\x1bb2\x1bsO", "H₂O"),
        (b"\x1bga\x1bs-ray", "α-ray"),
        (b"caf&#xE9;", "café"),
        (b"&#x110000;&#xD800;", "&#x110000;&#xD800;"),
        (b"\xe2", "\u0301"),
        (b"", ""),
    ],
)
def test_marc8_is_decoded(data: bytes, text: str | None) -> None:
    decoder = Decoder()
    found = decoder.decode(data)
    if text is None:
        assert "\ufffd" in found
        assert decoder.unknown == 1
    else:
        assert (found, decoder.unknown) == (text, 0)


def test_titles_in_another_script_are_given_beside_the_romanised_ones() -> None:
    (reading,) = readings("marc/edge_traject/hebrew880s.marc")
    assert reading.draft is not None
    assert reading.draft.title == 'Anarkhizm be-"Tsiyon"'
    assert reading.draft.alternative_title == ("אנרכיזם ב״ציון״ : בין מרטין בובר לאהרן דוד גורדון")
    assert reading.draft.contributors == (("Ratsabi, Shalom", "aut"), ("רצבי, שלום", "aut"))


def test_signs_of_direction_do_not_get_into_the_catalogue() -> None:
    found = book("245 00 $6880-01$aSefer /", "880 00 $6245-01/(2/r$a\u200fספר /\u200f")
    assert found.alternative_title == "ספר"


def test_what_turns_text_round_and_what_nobody_sees_do_not_get_into_the_catalogue() -> None:
    assert limits.line("\u202egnp\u202c Tides") == "gnp Tides"
    assert limits.line("\u2067עברית\u2069") == "\u2067עברית\u2069"
    assert limits.line("\u200b\x07 ") == ""


def test_control_characters_do_not_get_into_the_catalogue() -> None:
    assert book("245 00 $a\x98La\x9c ricerca\x07").title == "La ricerca"
