"""Tables as people and programs write them."""

from __future__ import annotations

import io
from datetime import date

import pytest

from catalog.domain import records
from catalog.domain.records import BookDraft, Format, Options, table_columns
from tests.catalog.domain.records import samples
from tests.catalog.domain.records.samples import codes, read


def one(text: str, **options: object) -> BookDraft:
    """The only draft of a table."""
    (reading,) = read(text.encode(), Format.TABLE, Options(**options))  # type: ignore[arg-type]
    assert reading.draft is not None, reading.problems
    return reading.draft


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiter_encoding_and_line_end_are_found(delimiter: str, encoding: str, end: str) -> None:
    lines = [["Titel", "Verfasser", "Jahr"], ["Übung", "Größe, A", "1999"], ["Zwei", "B", "2000"]]
    rows = [delimiter.join(f'"{cell}"' for cell in line) for line in lines]
    drafts = samples.drafts(end.join(rows).encode(encoding), Format.TABLE)
    assert drafts == [
        BookDraft("Übung", contributors=(("Größe, A", "aut"),), year=1999),
        BookDraft("Zwei", contributors=(("B", "aut"),), year=2000),
    ]


def test_excel_may_be_told_the_delimiter() -> None:
    (draft,) = samples.drafts(b"sep=;\r\nTitle;Author\r\nX;A, B; C\r\n", Format.TABLE)
    assert draft is not None
    assert draft.contributors == (("A, B", "aut"),)


def test_a_title_over_the_table_is_not_the_header() -> None:
    found = records.columns(
        io.BytesIO(b"Our books 2024\n\nTitle,Author,ISBN\nX,Y,9780684843285\n"), Format.TABLE
    )
    assert found.header == ("Title", "Author", "ISBN")
    assert found.guess == ("title", "author", "isbn")
    assert found.samples == (("X", "Y", "9780684843285"),)
    assert (found.encoding, found.delimiter) == ("utf-8", ",")


def test_one_row_a_copy_gives_one_book_with_its_copies() -> None:
    text = (
        "Title,ISBN,Barcode,Price,Acquired on\n"
        "X,9780684843285,300001,12.50,2024-02-01\n"
        "X,9780684843285,300002,,01.03.2024\n"
        "Y,,300003,,\n"
    )
    first, second = samples.drafts(text.encode(), Format.TABLE)
    assert first is not None
    assert [copy.barcode for copy in first.copies] == ["300001", "300002"]
    assert [copy.price_minor for copy in first.copies] == [1250, None]
    assert [copy.acquired_on for copy in first.copies] == [date(2024, 2, 1), date(2024, 3, 1)]
    assert second is not None
    assert [copy.barcode for copy in second.copies] == ["300003"]


def test_rows_that_tell_of_no_copies_are_books_of_their_own() -> None:
    assert len(samples.drafts(b"Title,Author\nX,A\nX,A\n", Format.TABLE)) == 2


def test_a_count_gives_as_many_copies() -> None:
    assert len(one("Title,Copies\nX,3\n").copies) == 3
    assert one("Title,Copies\nX,0\n").copies == ()
    (reading,) = read(b"Title,Copies\nX,9999999\n", Format.TABLE)
    assert codes(reading) == ["copy_count"]


@pytest.mark.parametrize(
    ("cell", "isbns", "problems"),
    [
        ("9780684843285", ("9780684843285",), []),
        ('"=""9780684843285"""', ("9780684843285",), []),
        ("978-0-684-84328-5", ("9780684843285",), []),
        ("ISBN 0-684-84328-5 (pbk)", ("9780684843285",), []),
        ("684843285", ("9780684843285",), ["isbn_zero_restored"]),
        ("684843286", (), ["isbn_shape"]),
        ("9780684843285.0", ("9780684843285",), []),
        ("9.78068E+12", (), ["isbn_rounded"]),
        ('"9,78068E+12"', (), ["isbn_rounded"]),
        ("0684843285; 9780140328721", ("9780684843285", "9780140328721"), []),
        ("0684843285 9780684843285", ("9780684843285",), []),
        ("0684843285 / 0684843286", ("9780684843285",), ["isbn_check_digit"]),
        ("[0486228029]", ("9780486228020",), []),
        ("none", (), []),
    ],
)
def test_isbns_as_spreadsheets_leave_them(
    cell: str, isbns: tuple[str, ...], problems: list[str]
) -> None:
    (reading,) = read(f"Title,ISBN\nX,{cell}\n".encode(), Format.TABLE)
    assert reading.draft is not None
    assert reading.draft.isbns == isbns
    assert codes(reading) == problems


def test_a_rounded_isbn_is_no_problem_where_another_cell_has_it() -> None:
    (reading,) = read(b"Title,ISBN,ISBN13\nX,0439023483,9.78044E+12\n", Format.TABLE)
    assert reading.draft is not None
    assert reading.draft.isbns == ("9780439023481",)
    assert codes(reading) == []


@pytest.mark.parametrize(
    ("column", "cell", "contributors"),
    [
        ("Author", "Tolkien, J. R. R.", [("Tolkien, J. R. R.", "aut")]),
        ("Author", "García Márquez, Gabriel José", [("García Márquez, Gabriel José", "aut")]),
        (
            "Authors",
            "J.K. Rowling, Mary GrandPré",
            [("J.K. Rowling", "aut"), ("Mary GrandPré", "aut")],
        ),
        ("Authors", "Tolkien, John", [("Tolkien, John", "aut")]),
        ("Author", "A; B", [("A", "aut"), ("B", "aut")]),
        (
            "Verfasser",
            "Belloni, Giulia (Verfasser) / Trevisan, Marco (Künstler)",
            [("Belloni, Giulia", "aut"), ("Trevisan, Marco", "art")],
        ),
        ("Illustrator", "Lee, Alan", [("Lee, Alan", "ill")]),
        ("Author", "Prince (musician)", [("Prince (musician)", "aut")]),
    ],
)
def test_people_in_a_cell(column: str, cell: str, contributors: list[tuple[str, str]]) -> None:
    assert one(f'Title,{column}\nX,"{cell}"\n').contributors == tuple(contributors)


@pytest.mark.parametrize(
    ("cell", "language"),
    [("en", "eng"), ("en-US", "eng"), ("deu", "ger"), ("Deutsch", "ger"), ("zxx", ""), ("?", "")],
)
def test_languages_in_a_cell(cell: str, language: str) -> None:
    assert one(f"Title,Language\nX,{cell}\n").language == language


@pytest.mark.parametrize(
    ("cell", "year"),
    [("1999", 1999), ("2008.0", 2008), ("-720.0", -720), ("c. 1850", 1850), ("?", None)],
)
def test_years_in_a_cell(cell: str, year: int | None) -> None:
    assert one(f"Title,Year\nX,{cell}\n").year == year


@pytest.mark.parametrize(
    ("cell", "minor"),
    [
        ("12.50", 1250),
        ('"12,50 €"', 1250),
        ("$1200", 120000),
        ('"1.234,50"', 123450),
        ("1.234", 123400),
    ],
)
def test_prices_in_a_cell(cell: str, minor: int) -> None:
    assert one(f"Title,Barcode,Price\nX,1,{cell}\n").copies[0].price_minor == minor


@pytest.mark.parametrize("cell", ["free", "1.2.3.4", "99999999999"])
def test_a_price_that_is_none_is_said_to_be_none(cell: str) -> None:
    (reading,) = read(f"Title,Barcode,Price\nX,1,{cell}\n".encode(), Format.TABLE)
    assert reading.draft is not None
    assert codes(reading) == ["price"]


@pytest.mark.parametrize("cell", ["03/04/2020", "2020-02-30", "soon"])
def test_a_day_that_nobody_can_tell_is_left_out(cell: str) -> None:
    (reading,) = read(f"Title,Barcode,Acquired on\nX,1,{cell}\n".encode(), Format.TABLE)
    assert reading.draft is not None
    assert reading.draft.copies[0].acquired_on is None
    assert codes(reading) == ["date"]


def test_a_library_may_correct_what_columns_are() -> None:
    draft = one("A,B,C\nX,Y,Z\n", columns=("subtitle", "title", ""))
    assert draft == BookDraft("Y", subtitle="X")


def test_a_table_without_titles_is_not_read() -> None:
    (reading,) = read(b"user_id,book_id\n1,2\n3,4\n", Format.TABLE)
    assert codes(reading) == ["no_title_column"]
    assert reading.draft is None


def test_a_list_of_people_with_titles_is_no_list_of_books() -> None:
    (reading,) = read(b"title,first name,surname\nDr,Ada,Lovelace\n", Format.TABLE)
    assert codes(reading) == ["no_title_column"]


def test_a_row_without_a_title_costs_no_other() -> None:
    found = read(b"Title,Author\n,A\nX,B\n\n,,\n", Format.TABLE)
    assert [codes(reading) for reading in found] == [["no_title"], []]
    assert [reading.offset for reading in found] == [2, 3]


def test_a_cell_beyond_all_measure_costs_its_row_and_no_other() -> None:
    text = f"Title,Author\nX,A\n{'x' * 140_000},B\nY,C\n"
    found = read(text.encode(), Format.TABLE)
    assert [codes(reading) for reading in found] == [[], ["cell_too_long"], []]


def test_a_line_beyond_all_measure_is_not_held_in_memory() -> None:
    text = "Title,Author\n" + "X,A\n" * 9 + "y" * 5_000_000
    found = read(text.encode(), Format.TABLE)
    assert found[0].draft == BookDraft("X", contributors=(("A", "aut"),))
    assert {code for reading in found[9:] for code in codes(reading)} == {"cell_too_long"}


def test_every_column_that_is_guessed_is_one_that_can_be_read() -> None:
    assert {field for field, _rank in table_columns.RANKED.values()} <= set(table_columns.FIELDS)


def test_wrong_bytes_in_a_table_are_said() -> None:
    text = "Title,Author\n" + "Übung,A\n" * 9_000 + "Z"
    found = read(text.encode() + b"\xff,B\n", Format.TABLE)
    assert codes(found[-1]) == ["bad_bytes"]
    assert codes(found[0]) == []
