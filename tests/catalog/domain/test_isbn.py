"""ISBNs: the gate that lets them in, and the many ways people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import ean
from stdnum import isbn as stdnum_isbn

from catalog.domain import isbn

VALID = [
    ("9024538270", "9789024538270"),
    ("978-9024538270", "9789024538270"),
    ("90-245-3827-0", "9789024538270"),
    ("1-85798-218-5", "9781857982183"),
    ("0-19-852663-6", "9780198526636"),
    ("020161622X", "9780201616224"),
    ("020161622x", "9780201616224"),
    ("0-8044-2957-X", "9780804429573"),
    ("9780547773742", "9780547773742"),
    (" 978 0 547 77374 2 ", "9780547773742"),
    ("978–0–547–77374–2", "9780547773742"),  # en dashes, as word processors write them
    ("978‐0‐547‐77374‐2", "9780547773742"),  # hyphens proper
    ("978−0−547−77374−2", "9780547773742"),  # minus signs
    ("９７８０５４７７７３７４２", "9780547773742"),  # full width
    ("０２０１６１６２２Ｘ", "9780201616224"),
    ("978\u00a00\u00a0547\u00a077374\u00a02", "9780547773742"),
    ("979-10-90636-07-1", "9791090636071"),  # France
    ("979-8-6024-0545-3", "9798602405453"),  # United States
    ("9791843123391", "9791843123391"),
    ("99921-58-10-7", "9789992158104"),
    ("978-99930-75-89-9", "9789993075899"),
    ("0-9752298-0-X", "9780975229804"),
]
INVALID = [
    ("", "shape"),
    ("978", "shape"),
    ("not a number", "shape"),
    ("97805477737421", "shape"),
    ("97905477737", "shape"),
    ("9770547773742", "shape"),
    ("X201616224", "shape"),
    ("960X250590", "shape"),
    ("085131ffff", "shape"),
    ("7501031311309", "shape"),  # an EAN of something else
    ("979-20-1234567-8", "check_digit"),
    ("9786500042626", "check_digit"),
    ("201234567", "nine_digits"),
    ("978020161622X", "shape"),
    ("٩٧٨٠٥٤٧٧٧٣٧٤٢", "shape"),
    ("ISBN 0547773749", "shape"),
    ("12-345678-9", "nine_digits"),  # an SBN with a right check digit: python-stdnum takes it
    ("08515x629", "shape"),
    ("85152-629-1", "nine_digits"),
    ("85152629X", "nine_digits"),
    ("979-0-2600-0043-8", "music"),
    ("9790060115615", "music"),
    ("9780547773743", "check_digit"),
    ("0547773748", "check_digit"),
    ("978-9024538271", "check_digit"),
    ("0-201-61622-1", "check_digit"),
]


@pytest.mark.parametrize(("written", "wanted"), VALID)
def test_an_isbn_is_kept_as_thirteen_digits(written: str, wanted: str) -> None:
    assert isbn.normal(written) == wanted
    assert isbn.looks_like(written) == wanted


@pytest.mark.parametrize(("written", "reason"), INVALID)
def test_what_is_none_is_refused_with_its_reason(written: str, reason: str) -> None:
    with pytest.raises(isbn.NotAnIsbn, match=f"^{reason}$"):
        isbn.normal(written)
    assert isbn.looks_like(written) == ""


@st.composite
def isbns(draw: st.DrawFn) -> str:
    """Any ISBN of 13 digits that is no piece of music."""
    prefix = draw(st.sampled_from(["978", *(f"979{digit}" for digit in "123456789")]))
    body = prefix + draw(
        st.text("0123456789", min_size=12 - len(prefix), max_size=12 - len(prefix))
    )
    total = sum(int(digit) * (1, 3)[place % 2] for place, digit in enumerate(body))
    return f"{body}{-total % 10}"


@given(isbns())
def test_hyphens_come_and_go_without_a_trace(number: str) -> None:
    assert isbn.normal(number) == number
    assert isbn.normal(isbn.hyphenated(number)) == number


@given(isbns())
def test_the_short_form_is_the_same_book(number: str) -> None:
    short = isbn.short(number)
    assert bool(short) == number.startswith("978")
    if short:
        assert isbn.normal(short) == number
        assert stdnum_isbn.is_valid(short)


@given(isbns(), st.integers(0, 12), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(number: str, place: int, by: int) -> None:
    wrong = number[:place] + str((int(number[place]) + by) % 10) + number[place + 1 :]
    with pytest.raises(isbn.NotAnIsbn):
        isbn.normal(wrong)


@given(st.text())
def test_any_text_is_an_isbn_or_has_a_reason(text: str) -> None:
    number = isbn.looks_like(text)
    assert number == "" or (len(number) == 13 and number.isascii() and number.isdecimal())


@given(st.integers(min_value=0, max_value=999_999_999))
def test_the_short_form_is_that_of_the_standard_library_of_numbers(number: int) -> None:
    body = f"978{number:09d}"
    whole = body + ean.calc_check_digit(body)
    assert isbn.short(whole) == stdnum_isbn.to_isbn10(whole)
