"""Every file of tests/data gives the numbers it must: records, drafts, and what was wrong."""

from __future__ import annotations

from collections import Counter

import pytest

from catalog.domain import records
from tests.catalog.domain.records import samples

# File, records, drafts, and how many records have each problem. The records agree with those that
# YAZ reads; where it reads fewer, the comment says why.
FILES: list[tuple[str, int, int, dict[str, int]]] = [
    (
        "csv/goodbooks/books.csv",
        10000,
        10000,
        {
            "cut": 1,
            "isbn_check_digit": 9,
            "isbn_rounded": 156,
            "isbn_shape": 18,
            "isbn_zero_restored": 6587,
        },
    ),
    ("csv/goodbooks/ratings.csv", 1, 0, {"no_title_column": 1}),
    ("csv/goodbooks/to_read.csv", 1, 0, {"no_title_column": 1}),
    ("csv/goodreads_export/goodreads.csv", 358, 358, {}),
    ("csv/goodreads_export/librarything.json", 221, 221, {"isbn_shape": 3}),
    ("csv/schule_frankfurt/schulbibliothek.json", 2463, 2463, {"isbn_shape": 5, "year": 1}),
    (
        "csv/schule_frankfurt/schulbibliothek_excel1252.csv",
        2463,
        2463,
        {"isbn_shape": 5, "year": 1},
    ),
    ("csv/shakespeare_and_company/SCoData_books_v1.2_2022-01.csv", 6020, 6020, {}),
    ("csv/shakespeare_and_company/SCoData_members_v1.2_2022-01.csv", 1, 0, {"no_title_column": 1}),
    ("csv/shakespeare_and_company/long_borrow_overrides.csv", 1, 0, {"no_title_column": 1}),
    ("csv/shakespeare_and_company/partial_borrowers.csv", 1, 0, {"no_title_column": 1}),
    ("marc/broken_lengths/bu_bibs.mrc", 100, 100, {"lengths": 16, "was_utf8": 16}),
    ("marc/edge_perl/baddir.usmarc", 1, 0, {"directory": 1}),
    ("marc/edge_perl/badind.usmarc", 1, 1, {}),
    ("marc/edge_perl/badldr.usmarc", 7, 6, {"no_end": 1}),
    ("marc/edge_perl/camel.usmarc", 10, 10, {}),
    ("marc/edge_perl/cameleof.usmarc", 10, 10, {}),
    ("marc/edge_perl/filler.usmarc", 3, 3, {}),
    ("marc/edge_perl/sample1.usmarc", 1, 1, {}),
    ("marc/edge_perl/sample1eof.usmarc", 1, 1, {}),
    ("marc/edge_perl/title_proper.usmarc", 5, 5, {}),
    ("marc/edge_ruby_marc/bad_eacc_encoding.marc8.marc", 1, 1, {"bad_bytes": 1}),
    ("marc/edge_ruby_marc/batch.dat", 10, 10, {}),
    ("marc/edge_ruby_marc/batch.xml", 2, 2, {}),
    (
        "marc/edge_ruby_marc/cp866_multirecord.marc",
        2,
        0,
        {"bad_bytes": 2, "lengths": 2, "no_title": 2},
    ),
    ("marc/edge_ruby_marc/cp866_unimarc.marc", 1, 0, {"bad_bytes": 1, "lengths": 1, "no_title": 1}),
    ("marc/edge_ruby_marc/escaped_character_reference.marc8.marc", 1, 0, {"no_title": 1}),
    ("marc/edge_ruby_marc/marc8_accented_chars.marc", 1, 1, {"was_marc8": 1}),
    ("marc/edge_ruby_marc/marc_with_bad_utf8.utf8.marc", 1, 1, {"lengths": 1}),
    ("marc/edge_ruby_marc/messed_up_leader.xml", 1, 1, {}),
    ("marc/edge_ruby_marc/no-leading-zero.xml", 1, 1, {}),
    ("marc/edge_ruby_marc/non-numeric.dat", 1, 1, {}),
    ("marc/edge_ruby_marc/non-numeric.xml", 1, 1, {}),
    ("marc/edge_ruby_marc/one.dat", 1, 1, {}),
    ("marc/edge_ruby_marc/one.xml", 1, 1, {}),
    ("marc/edge_ruby_marc/random_tag_order.dat", 1, 1, {}),
    ("marc/edge_ruby_marc/random_tag_order2.dat", 1, 1, {}),
    ("marc/edge_ruby_marc/three-records-second-bad.xml", 3, 3, {"bad_bytes": 1}),
    ("marc/edge_ruby_marc/utf8.marc", 1, 1, {}),
    ("marc/edge_ruby_marc/utf8_multirecord.marc", 2, 2, {}),
    ("marc/edge_ruby_marc/utf8_with_bad_bytes.marc", 1, 1, {"bad_bytes": 1}),
    ("marc/edge_traject/245_no_ab.marc", 1, 1, {}),
    ("marc/edge_traject/880_with_no_6.utf8.marc", 1, 1, {}),
    ("marc/edge_traject/bad_subfield_code.marc", 1, 1, {}),
    ("marc/edge_traject/bad_utf_byte.utf8.marc", 1, 0, {"bad_bytes": 1, "no_title": 1}),
    ("marc/edge_traject/date_resort_to_260.marc", 1, 1, {}),
    ("marc/edge_traject/date_resort_to_264.marc", 1, 1, {}),
    ("marc/edge_traject/date_type_r_missing_date2.marc", 1, 1, {}),
    ("marc/edge_traject/date_with_u.marc", 1, 1, {}),
    ("marc/edge_traject/emptyish_record.marc", 1, 1, {}),
    ("marc/edge_traject/escaped_character_reference.marc8.marc", 1, 0, {"no_title": 1}),
    ("marc/edge_traject/george_eliot.marc", 1, 1, {}),
    ("marc/edge_traject/hebrew880s.marc", 1, 1, {}),
    ("marc/edge_traject/iso639-3_lang.marc", 1, 1, {}),
    ("marc/edge_traject/louis_armstrong.marc", 1, 1, {}),
    ("marc/edge_traject/manufacturing_consent.marc", 1, 1, {}),
    ("marc/edge_traject/manuscript_online_thesis.marc", 1, 1, {}),
    ("marc/edge_traject/microform_online_conference.marc", 1, 1, {}),
    ("marc/edge_traject/missing-second-date.marc", 1, 1, {}),
    ("marc/edge_traject/multi_era.marc", 1, 1, {}),
    ("marc/edge_traject/multi_geo.marc", 1, 1, {}),
    ("marc/edge_traject/musical_cage.marc", 1, 1, {}),
    ("marc/edge_traject/nature.marc", 1, 1, {}),
    ("marc/edge_traject/one-marc8.mrc", 1, 1, {}),
    ("marc/edge_traject/online_only.marc", 1, 1, {}),
    ("marc/edge_traject/packed_041a_lang.marc", 1, 1, {}),
    ("marc/edge_traject/the_business_ren.marc", 1, 1, {}),
    (
        "marc/lc_books_all_2016/lc_books_1k.marc-in-json.ndjson",
        1000,
        1000,
        {"cut": 2, "isbn_check_digit": 1},
    ),
    ("marc/lc_books_all_2016/lc_books_1k.marc8.mrc", 1000, 1000, {"cut": 2, "isbn_check_digit": 1}),
    ("marc/lc_books_all_2016/lc_books_1k.marcxml", 1000, 1000, {"cut": 2, "isbn_check_digit": 1}),
    ("marc/lc_books_all_2016/lc_books_1k.mrc", 1000, 1000, {"cut": 2, "isbn_check_digit": 1}),
    ("marc/multiscript/IRMARC8.bin", 10, 10, {}),
    ("marc/multiscript/IRMARC8.bin.xml", 10, 10, {}),
    ("marc/multiscript/test_data.utf8.json", 30, 30, {}),
    ("marc/multiscript/test_data.utf8.marc.xml", 30, 30, {}),
    ("marc/multiscript/test_data.utf8.mrc", 30, 30, {}),
    ("marc/solrmarc/demoRecs.mrc", 6, 6, {"date": 1}),
    ("marc/solrmarc/errorRecs.mrc", 5, 5, {}),
    ("marc/solrmarc/fields_700_4_samp.mrc", 10, 10, {}),
    ("marc/solrmarc/record_set_045.mrc", 12, 12, {}),
    ("marc/solrmarc/specTestRecs.mrc", 76, 76, {"date": 13}),
    ("marc/solrmarc/specTestRecs.xml", 76, 76, {"date": 13}),
    ("marc/solrmarc/specTestRecs_no_Prolog.xml", 76, 76, {"date": 13}),
    ("marc/solrmarc/specTestRecs_withBOM.xml", 76, 76, {"date": 13}),
    ("marc/solrmarc/uva_001_2000.mrc", 2000, 2000, {"cut": 3}),
    ("marc/unimarc/periouni.mrc", 3064, 3064, {}),
    ("marc/unimarc/testunimarc.dat", 1, 1, {}),
    ("marc/zdb_dnb/DUMP.mrc.gz", 8, 1, {"authority": 7, "lengths": 1}),
    ("marc/zdb_dnb/bibliomondo.marc.xml", 183, 183, {"isbn_shape": 1}),
    ("marc/zdb_dnb/zdblokutf8.mrc", 293, 0, {"holdings": 292, "no_end": 1}),
    ("marc/zdb_dnb/zdbtitutf8.mrc", 8, 7, {"no_end": 1}),
]
NO_RECORDS = {
    "marc/edge_perl/alphatag.lif": "microlif",
    "marc/edge_perl/lineendings-0a.lif": "microlif",
    "marc/edge_perl/lineendings-0d.lif": "microlif",
    "marc/edge_perl/lineendings-0d0a.lif": "microlif",
    "marc/edge_perl/sample1.lif": "microlif",
    "marc/edge_perl/sample100.lif": "microlif",
    "marc/edge_perl/sample20.lif": "microlif",
}


@pytest.mark.parametrize(("name", "count", "drafts", "problems"), FILES)
def test_a_file_gives_the_numbers_it_must(
    name: str, count: int, drafts: int, problems: dict[str, int]
) -> None:
    found = samples.readings(name)
    assert len(found) == count
    assert sum(reading.draft is not None for reading in found) == drafts
    assert Counter(code for each in found for code in set(samples.codes(each))) == problems


def test_no_file_is_left_out() -> None:
    assert {name for name, *_numbers in FILES} | NO_RECORDS.keys() == samples.names()


@pytest.mark.parametrize(("name", "kind"), NO_RECORDS.items())
def test_what_is_no_format_of_ours_is_named(name: str, kind: str) -> None:
    with pytest.raises(records.Unreadable) as caught:
        records.sniff(samples.load(name), name)
    assert caught.value.problem.code == "not_records"
    assert caught.value.problem.params["kind"] == kind


@pytest.mark.parametrize("name", [name for name, *_numbers in FILES])
def test_a_record_without_a_draft_says_why_and_no_other_does(name: str) -> None:
    for reading in samples.readings(name):
        fatal = any(problem.fatal for problem in reading.problems)
        assert fatal == (reading.draft is None)


@pytest.mark.parametrize("name", [name for name, *_numbers in FILES if name.startswith("marc/")])
def test_a_record_is_found_again_at_its_offset(name: str) -> None:
    data = samples.load(name)
    for number, reading in enumerate(samples.readings(name), 1):
        assert reading.number == number
        at = reading.offset
        assert data[at : at + len(reading.raw)] == reading.raw


@pytest.mark.parametrize("name", [name for name, *_numbers in FILES])
def test_a_record_is_understood_from_its_raw_form_alone(name: str) -> None:
    form = records.sniff(samples.load(name)[: records.HEAD_BYTES], name)
    for reading in samples.readings(name)[:300]:
        if reading.draft:
            again = records.understand(records.Piece(1, 0, reading.raw), form)
            assert again.draft == reading.draft
