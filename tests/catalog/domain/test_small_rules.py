from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.domain import covers, languages, prices


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [("12.50", "EUR", 1250), ("0.1", "EUR", 10), ("1980", "JPY", 1980), ("1.234", "KWD", 1234)],
)
def test_a_price_is_exact(amount: str, currency: str, minor: int) -> None:
    assert prices.minor(Decimal(amount), currency) == minor
    assert prices.major(minor, currency) == Decimal(amount)


def test_a_price_finer_than_the_currency_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="decimals"):
        prices.minor(Decimal("0.001"), "EUR")


@given(st.integers(0, prices.MOST_MINOR), st.sampled_from(["EUR", "JPY", "KWD"]))
def test_a_price_comes_back_as_it_went(amount: int, currency: str) -> None:
    assert prices.minor(prices.major(amount, currency), currency) == amount


def test_a_cover_has_a_name_that_only_we_give() -> None:
    name = covers.name_of("ab" * 32)
    book = UUID("0197a3c2-5b1e-7c41-9d0e-2f6f4d1c8a10")
    assert covers.NAME.fullmatch(name)
    assert covers.NAME.fullmatch(covers.small(name))
    assert covers.path(book, name) == f"covers/10/{book}-{name}"
    assert not covers.NAME.fullmatch("../x.jpg")


def test_languages_have_names() -> None:
    assert (languages.name("ger"), languages.name("jpn")) == ("German", "Japanese")
    assert languages.name("mul") == "multiple"
    assert languages.name("qqq") == "qqq"
    assert all(languages.name(code) != code for code in languages.COMMON)
    assert languages.is_wellformed("")
    assert not languages.is_wellformed("EN")
