from catalog.domain import citation_files
from catalog.domain.citations import Cited

BOOK = Cited(
    title="Salt & {silver} 100%",
    subtitle="a_b",
    authors=["Le Guin, Ursula K.", "UNESCO & friends"],
    translators=["Cook, R."],
    publisher="Faber",
    year=1968,
    isbn="9780547773742",
    url="https://library.example/books/1",
)


def test_bibtex_holds_every_name_and_no_command_of_tex() -> None:
    assert citation_files.bibtex(BOOK) == (
        "@book{leguin1968salt,\n"
        "  author = {Le Guin, Ursula K. and {UNESCO \\& friends}},\n"
        "  translator = {Cook, R.},\n"
        "  title = {{Salt \\& \\{silver\\} 100\\%: a\\_b}},\n"
        "  publisher = {Faber},\n"
        "  year = {1968},\n"
        "  isbn = {9780547773742},\n"
        "  url = {https://library.example/books/1},\n"
        "}\n"
    )


def test_ris_has_one_tag_a_line_and_ends() -> None:
    lines = citation_files.ris(BOOK).split("\r\n")
    assert lines[0] == "TY  - BOOK"
    assert lines[1:3] == ["AU  - Le Guin, Ursula K.", "AU  - UNESCO & friends"]
    assert lines[-2:] == ["ER  - ", ""]


def test_no_line_of_a_title_becomes_a_field_of_its_own() -> None:
    book = Cited(title="Tides\r\nER  - \nTY  - BOOK")
    assert citation_files.ris(book).count("\nTY  -") == 0
    assert "\nER" not in citation_files.bibtex(book)


def test_a_book_of_which_nothing_is_known_has_a_key() -> None:
    assert citation_files.bibtex(Cited(title="東京")).startswith("@book{book,")
