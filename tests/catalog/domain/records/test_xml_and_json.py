"""Records in XML and JSON: whatever surrounds them, and whatever is wrong with one of them."""

from __future__ import annotations

import json

import pytest

from catalog.domain import records
from catalog.domain.records import Format, marcxml
from tests.catalog.domain.records import samples
from tests.catalog.domain.records.samples import codes, read

ONE = (
    "<record><leader>00000nam a2200000 a 4500</leader>"
    '<datafield tag="245" ind1="0" ind2="0"><subfield code="a">One</subfield></datafield></record>'
)
TWO = ONE.replace("One", "Zwei &amp; Größe")
JSON_ONE = (
    '{"leader":"00000nam a2200000 a 4500",'
    '"fields":[{"245":{"ind1":"0","ind2":"0","subfields":[{"a":"One"}]}}]}'
)
JSON_TWO = JSON_ONE.replace("One", "Two")
BOMB = """<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">
<!ENTITY lol2 "&lol;&lol;&lol;&lol;">]><collection>%s</collection>"""


def titles(data: str | bytes, form: Format = Format.MARCXML) -> list[str | None]:
    raw = data if isinstance(data, bytes) else data.encode()
    assert records.sniff(raw[: records.HEAD_BYTES]) == form
    return [draft.title if draft else None for draft in samples.drafts(raw, form)]


@pytest.mark.parametrize(
    "around",
    [
        "%s",
        "<collection>%s</collection>",
        '<?xml version="1.0"?>\n<collection>%s</collection>\n<collection></collection>',
        "<collection>%s</collection><?xml version='1.0'?><collection/>",
        "<a><!-- <record>no</record> -->%s</a>",
        "<a><b><![CDATA[<record>]]></b>%s</a>",
        "\ufeff  \n<collection>%s</collection>",
        "<zs:records><zs:record><zs:recordData>%s</zs:recordData></zs:record></zs:records>",
        "<collection><record/>%s",
    ],
)
def test_it_does_not_matter_what_stands_around_a_record(around: str) -> None:
    assert titles(around % (ONE + TWO)) == ["One", "Zwei & Größe"]


@pytest.mark.parametrize("prefix", ["marc:", "ns0:", "x.y-1:"])
def test_prefixes_do_not_matter(prefix: str) -> None:
    text = ONE.replace("</", "\0").replace("<", f"<{prefix}").replace("\0", f"</{prefix}")
    assert titles(f"<{prefix}collection>{text}</{prefix}collection>") == ["One"]


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1", "cp1252"])
def test_other_encodings_are_read_by_their_mark_or_prolog(encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?><collection>{ONE}{TWO}</collection>'
    assert titles(text.encode(encoding)) == ["One", "Zwei & Größe"]


@pytest.mark.parametrize(
    "broken",
    [
        ONE.replace("</subfield>", ""),
        ONE.replace("One", "a < b"),
        ONE.replace("One", "&nbsp;"),
        ONE.replace("One", "&#x1F;"),
        ONE.removesuffix("</record>"),
    ],
)
def test_a_record_that_is_not_well_formed_costs_no_other(broken: str) -> None:
    found = read(f"<collection>{ONE}{broken}{TWO}</collection>".encode(), Format.MARCXML)
    assert [reading.draft is not None for reading in found] == [True, False, True]
    assert codes(found[1]) in (["xml"], ["no_end"])
    assert [reading.offset for reading in found][1] == 12 + len(ONE)


def test_bad_bytes_in_a_record_are_replaced_and_counted() -> None:
    data = ONE.encode().replace(b"One", b"O\xff\x0bne") + TWO.encode()
    first, second = read(data, Format.MARCXML)
    assert first.draft is not None
    assert first.draft.title == "O\ufffdne"
    assert first.problems[0].params["count"] == 2
    assert codes(second) == []


def test_a_document_type_is_refused_and_so_is_every_bomb() -> None:
    (reading,) = read((BOMB % ONE).encode(), Format.MARCXML)
    assert reading.draft is None
    assert codes(reading) == ["dtd"]


def test_a_document_type_behind_a_record_ends_the_reading() -> None:
    found = read(f"{ONE}<!DOCTYPE x>{TWO}".encode(), Format.MARCXML)
    assert [codes(reading) for reading in found] == [[], ["dtd"]]


def test_a_record_without_an_end_is_passed_over_and_not_held_in_memory() -> None:
    endless = ONE.removesuffix("</record>") + "x" * (marcxml.MOST_BYTES + 2 * marcxml.CHUNK)
    found = read((ONE + endless + TWO).encode(), Format.MARCXML)
    assert [codes(reading) for reading in found] == [[], ["no_end"], []]
    assert max(len(reading.raw) for reading in found) <= marcxml.KEPT_OF_ENDLESS


def test_records_may_begin_in_one_portion_and_end_in_another() -> None:
    count = marcxml.CHUNK // len(ONE) * 2
    found = read((f"<c>{'<!-- c -->'.join([ONE] * count)}</c>").encode(), Format.MARCXML)
    assert len(found) == count
    assert {reading.draft and reading.draft.title for reading in found} == {"One"}


@pytest.mark.parametrize(
    "text",
    [
        f"{JSON_ONE}\n{JSON_TWO}\n",
        f"[{JSON_ONE},{JSON_TWO}]",
        f"{JSON_ONE}{JSON_TWO}",
        f'{{"records": [{JSON_ONE}, {JSON_TWO}]}}',
        f"\ufeff[\n{json.dumps(json.loads(JSON_ONE), indent=2)},\n{JSON_TWO}\n]",
        f"\n\n{JSON_ONE}\r\n\r\n{JSON_TWO}",
        "[" + JSON_ONE.replace('"leader"', '"note":"} \\" {","leader"') + "," + JSON_TWO + "]",
    ],
)
def test_it_does_not_matter_how_objects_stand_together(text: str) -> None:
    assert titles(text, Format.MARC_JSON) == ["One", "Two"]


@pytest.mark.parametrize(
    ("broken", "code"),
    [
        ('{"leader": "x", "fields": [', "json"),
        ('{"leader": 1, "fields": []}', "no_fields"),
        ('{"leader": "x"}', "no_fields"),
        ('{"leader": "x", "fields": ' + "[" * 100_000, "json"),
        ('{"leader": "x", "fields": [' + "1" * 5_000 + "]}", "json"),
    ],
)
def test_a_damaged_line_costs_no_other(broken: str, code: str) -> None:
    found = read(f"{JSON_ONE}\n{broken}\n{JSON_TWO}".encode(), Format.MARC_JSON)
    assert [codes(reading) for reading in found] == [[], [code], []]


def test_an_object_without_an_end_is_said_to_have_none() -> None:
    found = read(f"[{JSON_ONE},{JSON_ONE[:-5]}".encode(), Format.MARC_JSON)
    assert [codes(reading) for reading in found] == [[], ["no_end"]]


@pytest.mark.parametrize(
    "fields", ["[1, null, [], {}]", '[{"245": {"subfields": {"a": "x"}}}]', '[{"245": null}]']
)
def test_fields_that_say_nothing_are_no_fields(fields: str) -> None:
    (reading,) = read(f'{{"leader": "", "fields": {fields}}}'.encode(), Format.MARC_JSON)
    assert codes(reading) == ["no_title"]


def test_one_record_cannot_have_fields_without_number() -> None:
    field = '<datafield tag="500" ind1=" " ind2=" "><subfield code="a">x</subfield></datafield>'
    (reading,) = read(f"<record>{field * 10_001}</record>".encode(), Format.MARCXML)
    assert codes(reading) == ["too_many_fields"]


@pytest.mark.parametrize("sign", ["\\ud800", "\\u0000"])
@pytest.mark.parametrize("field", ["isbn", "year", "copies"])
def test_what_is_quoted_of_a_record_can_be_kept(sign: str, field: str) -> None:
    (reading,) = read(f'{{"title":"B","{field}":"97{sign}8"}}'.encode(), Format.JSON)
    (problem,) = reading.problems
    assert problem.params["said"] == "97\ufffd8"


@pytest.mark.parametrize(
    ("fact", "code"),
    [
        ('"year":20000', "year"),
        ('"year":"1999"', "year"),
        ('"copies":[{"price_minor":99999999999999999999}]', "price"),
        ('"copies":[{"price_minor":-1}]', "price"),
        ('"copies":[{"acquired_on":"soon"}]', "date"),
        ('"copies":[{"acquired_on":20240101}]', "date"),
    ],
)
def test_numbers_of_our_own_export_are_bounded_and_what_is_none_is_said(
    fact: str, code: str
) -> None:
    (reading,) = read(f'{{"format":"library-book","title":"B",{fact}}}'.encode(), Format.JSON)
    assert codes(reading) == [code]
    assert reading.draft is not None
    assert reading.draft.year is None
    for copy in reading.draft.copies:
        assert (copy.price_minor, copy.acquired_on) == (None, None)
