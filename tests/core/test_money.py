from typing import Any

import pytest
from django.template import Context, Template
from django.utils import translation

from core import money


@pytest.mark.parametrize(
    ("currency", "language", "minor", "words"),
    [
        ("EUR", "en", 1250, "€12.50"),
        ("EUR", "en", -60, "-€0.60"),
        ("EUR", "de", 125000, "1.250,00\xa0€"),
        ("JPY", "en", 1250, "¥1,250"),
        ("KWD", "en", 1250, "KWD1.250"),
        ("EUR", "en", 0, "€0.00"),
    ],
)
def test_an_amount_is_written_as_the_reader_writes_it(
    settings: Any, currency: str, language: str, minor: int, words: str
) -> None:
    settings.CURRENCY = currency
    with translation.override(language):
        assert money.words(minor) == words


def test_templates_write_amounts_by_a_filter() -> None:
    page = Template("{% load money %}{{ owed|money }}")
    assert page.render(Context({"owed": 60})) == "€0.60"


@pytest.mark.parametrize(("currency", "plain"), [("EUR", "-12.50"), ("JPY", "-1250")])
def test_spreadsheets_get_a_plain_number(settings: Any, currency: str, plain: str) -> None:
    settings.CURRENCY = currency
    assert money.plain(-1250) == plain


def test_a_text_without_language_is_written_in_english() -> None:
    with translation.override(None):
        assert money.words(5) == "€0.05"
