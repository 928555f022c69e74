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


def shelf(*, at: int, row: str, closed: str = "Z,B,2001") -> str:
    """A table of 300 books; row ``at`` and the fiftieth one behind it are as said."""
    lines = [f"T{number},A,1999" for number in range(2, 302)]
    lines[at - 2], lines[at + 48] = row, closed
    return "Title,Author,Year\n" + "\n".join(lines) + "\n"


@pytest.mark.parametrize("at", [2, 5, 200])
@pytest.mark.parametrize("row", ['"X,A,2000', 'X,"A,2000', 'X,A,"2000'])
@pytest.mark.parametrize("closed", ["Z,B,2001", 'Z,"B, C",2001', 'Z,12",2001'])
def test_a_quotation_mark_that_is_never_closed_costs_its_row_and_no_other(
    at: int, row: str, closed: str
) -> None:
    found = read(shelf(at=at, row=row, closed=closed).encode(), Format.TABLE)
    assert len(found) == 300
    assert {each.offset: codes(each) for each in found if codes(each)} == {at: ["unclosed_quote"]}
    assert found[-1].draft == BookDraft("T301", contributors=(("A", "aut"),), year=1999)


def test_nor_where_other_cells_are_long() -> None:
    said = "one, two " * 200
    lines = [f'T{number},A,,"{said}",1999' for number in range(30)]
    lines += ['"Open,A,,,1990', *(f"U{number},A,,,1991" for number in range(59))]
    found = read("\n".join(["title,author,isbn,description,year", *lines]).encode(), Format.TABLE)
    assert [codes(each) for each in found if codes(each)] == [["unclosed_quote"]]
    assert len(found) == 90


@pytest.mark.parametrize(
    "cut_off", ['"X,A,2000', 'X,A,"a text of\nseveral, but not too many,\nlines']
)
def test_a_file_that_ends_in_a_quoted_cell_says_so(cut_off: str) -> None:
    found = read(f"Title,Author,Description\nY,B,\n{cut_off}".encode(), Format.TABLE)
    assert [codes(reading) for reading in found] == [[], ["unclosed_quote"]]


@pytest.mark.parametrize("lines", [2, 12, 900])
def test_a_description_of_many_lines_is_one_cell(lines: int) -> None:
    said = "\n".join(f'Chapter {n}, of "that", and more, {n}' for n in range(lines))
    table = 'Title,Author,Description,Year\nX,A,"{}",1999\nY,B,"{}",2000\n'
    quoted = said.replace('"', '""')
    first, second = samples.drafts(table.format(quoted, "One, two").encode(), Format.TABLE)
    assert first is not None
    assert first.year == 1999
    assert first.description.startswith(said[:40])
    assert second is not None
    assert second.description == "One, two"


def test_a_file_full_of_open_marks_is_read_in_a_moment() -> None:
    text = "Title,Author\n" + 'a"b,"c\n' * 60_000
    found = read(text.encode(), Format.TABLE)
    assert codes(found[0]) == ["unclosed_quote"]


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
