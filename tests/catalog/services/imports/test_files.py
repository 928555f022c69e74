"""Every file of tests/data through the whole import: uploaded, checked, committed."""

import csv
import io
import json
import unicodedata
from collections import Counter
from pathlib import PurePath
from typing import Any, cast

import pymarc
import pytest

from catalog import errors
from catalog.models import Book, Copy, ImportBatch, SourceRecord
from catalog.models.imports import Stage
from catalog.services.imports import batches
from tests.catalog.domain.records import samples
from tests.catalog.domain.records.test_files import FILES, NO_RECORDS
from tests.catalog.services.imports.conftest import Import, rows, through

pytestmark = pytest.mark.django_db
# What becomes of the records of a file: all of them are new books without copies, but in these.
# Records that are there already stand twice in their own file.
CAME: dict[str, dict[str, int]] = {
    "csv/goodbooks/ratings.csv": {"refused": 1},
    "csv/goodbooks/to_read.csv": {"refused": 1},
    "csv/goodreads_export/librarything.json": {"new": 220, "duplicate": 1, "copies": 220},
    "csv/schule_frankfurt/schulbibliothek.json": {"new": 2445, "duplicate": 18, "copies": 2523},
    "csv/schule_frankfurt/schulbibliothek_excel1252.csv": {
        "new": 2445,
        "add_copies": 18,
        "copies": 2509,
    },
    "csv/shakespeare_and_company/SCoData_books_v1.2_2022-01.csv": {"new": 6019, "duplicate": 1},
    "csv/shakespeare_and_company/SCoData_members_v1.2_2022-01.csv": {"refused": 1},
    "csv/shakespeare_and_company/long_borrow_overrides.csv": {"refused": 1},
    "csv/shakespeare_and_company/partial_borrowers.csv": {"refused": 1},
    "marc/edge_perl/baddir.usmarc": {"refused": 1},
    "marc/edge_perl/badldr.usmarc": {"new": 6, "refused": 1, "copies": 6},
    "marc/edge_ruby_marc/cp866_multirecord.marc": {"refused": 2},
    "marc/edge_ruby_marc/cp866_unimarc.marc": {"refused": 1},
    "marc/edge_ruby_marc/escaped_character_reference.marc8.marc": {"refused": 1},
    "marc/edge_ruby_marc/three-records-second-bad.xml": {"new": 1, "duplicate": 2},
    "marc/edge_ruby_marc/utf8_multirecord.marc": {"new": 1, "duplicate": 1},
    "marc/edge_traject/bad_utf_byte.utf8.marc": {"refused": 1},
    "marc/edge_traject/escaped_character_reference.marc8.marc": {"refused": 1},
    "marc/multiscript/IRMARC8.bin": {"new": 10, "copies": 1},
    "marc/multiscript/IRMARC8.bin.xml": {"new": 10, "copies": 1},
    "marc/multiscript/test_data.utf8.json": {"new": 29, "duplicate": 1},
    "marc/multiscript/test_data.utf8.marc.xml": {"new": 29, "duplicate": 1},
    "marc/multiscript/test_data.utf8.mrc": {"new": 29, "duplicate": 1},
    "marc/solrmarc/demoRecs.mrc": {"new": 6, "copies": 15},
    "marc/solrmarc/errorRecs.mrc": {"new": 5, "copies": 22},
    "marc/solrmarc/fields_700_4_samp.mrc": {"new": 10, "copies": 7},
    "marc/solrmarc/record_set_045.mrc": {"new": 12, "copies": 16},
    "marc/solrmarc/specTestRecs.mrc": {"new": 75, "duplicate": 1, "copies": 216},
    "marc/solrmarc/specTestRecs.xml": {"new": 75, "duplicate": 1, "copies": 216},
    "marc/solrmarc/specTestRecs_no_Prolog.xml": {"new": 75, "duplicate": 1, "copies": 216},
    "marc/solrmarc/specTestRecs_withBOM.xml": {"new": 75, "duplicate": 1, "copies": 216},
    "marc/solrmarc/uva_001_2000.mrc": {"new": 1994, "duplicate": 6, "copies": 2896},
    "marc/unimarc/periouni.mrc": {"new": 3045, "duplicate": 19},
    "marc/zdb_dnb/DUMP.mrc.gz": {"refused": 7, "new": 1},
    "marc/zdb_dnb/bibliomondo.marc.xml": {"new": 182, "duplicate": 1},
    "marc/zdb_dnb/zdblokutf8.mrc": {"refused": 293},
    "marc/zdb_dnb/zdbtitutf8.mrc": {"new": 7, "refused": 1},
}
# Why records are refused; each file that is refused as a whole stands in NO_RECORDS.
REFUSED: dict[str, dict[str, int]] = {
    "csv/goodbooks/ratings.csv": {"no_title_column": 1},
    "csv/goodbooks/to_read.csv": {"no_title_column": 1},
    "csv/shakespeare_and_company/SCoData_members_v1.2_2022-01.csv": {"no_title_column": 1},
    "csv/shakespeare_and_company/long_borrow_overrides.csv": {"no_title_column": 1},
    "csv/shakespeare_and_company/partial_borrowers.csv": {"no_title_column": 1},
    "marc/edge_perl/baddir.usmarc": {"directory": 1},
    "marc/edge_perl/badldr.usmarc": {"no_end": 1},
    "marc/edge_ruby_marc/cp866_multirecord.marc": {"no_title": 2},
    "marc/edge_ruby_marc/cp866_unimarc.marc": {"no_title": 1},
    "marc/edge_ruby_marc/escaped_character_reference.marc8.marc": {"no_title": 1},
    "marc/edge_traject/bad_utf_byte.utf8.marc": {"no_title": 1},
    "marc/edge_traject/escaped_character_reference.marc8.marc": {"no_title": 1},
    "marc/zdb_dnb/DUMP.mrc.gz": {"authority": 7},
    "marc/zdb_dnb/zdblokutf8.mrc": {"holdings": 292, "no_end": 1},
    "marc/zdb_dnb/zdbtitutf8.mrc": {"no_end": 1},
}
# No other reader at hand gives their titles: pymarc stops at the damage (see VALIDATION.tsv) or
# takes ISO 5426 for MARC-8, one record has no 245 $a, and one table has a row for each copy.
NOT_COMPARED = {
    "csv/schule_frankfurt/schulbibliothek_excel1252.csv",
    "marc/broken_lengths/bu_bibs.mrc",
    "marc/edge_perl/badldr.usmarc",
    "marc/edge_perl/cameleof.usmarc",
    "marc/edge_perl/filler.usmarc",
    "marc/edge_ruby_marc/marc_with_bad_utf8.utf8.marc",
    "marc/edge_ruby_marc/three-records-second-bad.xml",
    "marc/edge_traject/245_no_ab.marc",
    "marc/unimarc/periouni.mrc",
    "marc/zdb_dnb/DUMP.mrc.gz",
    "marc/zdb_dnb/zdbtitutf8.mrc",
}


def letters(said: str) -> str:
    """``said`` without all in which two readers may differ: case, accents, punctuation, spaces."""
    folded = unicodedata.normalize("NFKD", said).casefold()
    return "".join(char for char in folded if char.isalnum())


def table_titles(name: str) -> list[str]:
    """The titles of a table as Python's own reader has them."""
    data = samples.load(name)
    is_german = "schule" in name
    text = data.decode("cp1252" if is_german else "utf-8-sig")
    found = csv.DictReader(io.StringIO(text, newline=""), delimiter=";" if is_german else ",")
    column = "titel" if is_german else "title"
    return [{key.lower(): said for key, said in row.items()}[column] for row in found]


def json_titles(name: str) -> list[str]:
    """The titles of a file of JSON objects as Python's own reader has them."""
    found = json.loads(samples.load(name))
    return [each["title"] for each in (found.values() if isinstance(found, dict) else found)]


def marc_titles(name: str) -> list[str]:
    """What pymarc has in 245 (in UNIMARC 200) of each record, in all forms that it can read."""
    data, read = samples.load(name), cast(Any, pymarc)
    if data.lstrip(b"\xef\xbb\xbf \r\n").startswith(b"<"):
        found = read.parse_xml_to_array(io.BytesIO(data))
    elif name.endswith("json"):
        found = read.parse_json_to_array(io.BytesIO(b"[" + b",".join(data.splitlines()) + b"]"))
    else:
        found = list(read.MARCReader(data, to_unicode=True, utf8_handling="replace"))
    tag = "200" if "unimarc" in name else "245"
    return [" ".join(each[tag].get_subfields("a")) for each in found if each and tag in each]


def titles_of(name: str) -> list[str]:
    """The titles of a file as another reader than ours has them, in the order of the file."""
    if name.endswith(".csv"):
        return table_titles(name)
    return json_titles(name) if name.startswith("csv/") else marc_titles(name)


def is_told(other: str, ours: list[str]) -> bool:
    """Whether what another reader has begins one of ours, which may hold more of the field."""
    found = letters(other)[:200]
    return bool(found) and any(each.startswith(found) or found.startswith(each) for each in ours)


@pytest.mark.filterwarnings("ignore::pymarc.exceptions.BadSubfieldCodeWarning")
@pytest.mark.parametrize("name", [name for name, *_numbers in FILES])
def test_a_file_is_checked_and_imported_with_the_numbers_it_must_give(
    name: str, uploaded: Import, deed: dict[str, Any]
) -> None:
    count, drafts = next((all_of, some) for file, all_of, some, _wrong in FILES if file == name)
    batch = uploaded(samples.load(name), name=PurePath(name).name)
    checked = through(batches.check, batch, deed)
    assert not Book.objects.exists()
    done = through(batches.commit, checked, deed)
    assert (done.stage, done.total) == (Stage.DONE, count)
    assert done.counts == checked.counts == CAME.get(name, {"new": count})
    refused = Counter(row.code for row in rows(done) if row.code and row.book_id is None)
    assert refused == REFUSED.get(name, {})
    assert drafts == count - sum(refused.values())
    new = done.counts.get("new", 0)
    assert (Book.objects.count(), SourceRecord.objects.count()) == (new, new)
    assert Copy.objects.count() == done.counts.get("copies", 0)
    compare_titles(name, done)


def compare_titles(name: str, done: ImportBatch) -> None:
    """Each record has in the catalogue the title that it has in its file."""
    books = Book.objects.in_bulk()
    stored = [row for row in rows(done) if row.verdict == "new"]
    assert [books[row.book_id].title for row in stored if row.book_id] == [
        row.title for row in stored
    ]
    if name in NOT_COMPARED or not stored:
        return
    titles = titles_of(name)
    assert len(titles) == done.total
    for row in stored:
        book = books[row.book_id] if row.book_id else Book()
        ours = [book.title, book.alternative_title, book.title + book.subtitle]
        told = [letters(each) for each in ours if each]
        assert is_told(titles[row.number - 1], told), (row.number, book.title)


def test_a_row_for_each_copy_gives_each_title_once() -> None:
    name = "csv/schule_frankfurt/schulbibliothek_excel1252.csv"
    drafts = [reading.draft for reading in samples.readings(name)]
    ours = {letters(draft.title) for draft in drafts if draft}
    assert ours == {letters(title) for title in table_titles(name)}


@pytest.mark.parametrize("name", NO_RECORDS)
def test_a_file_without_records_is_refused_with_a_sentence(name: str, deed: dict[str, Any]) -> None:
    with pytest.raises(errors.ImportUnreadable, match="It holds no records"):
        batches.upload([samples.load(name)], PurePath(name).name, **deed)
