from catalog.domain.records import Format
from catalog.domain.records.table_columns import FIELDS
from catalog.web import import_words


def test_all_that_a_column_can_be_has_a_name() -> None:
    assert set(import_words.COLUMNS) == set(FIELDS)


def test_every_format_has_its_word() -> None:
    assert set(import_words.FORMATS) == set(Format)


def test_how_long_it_takes_on_is_said_in_minutes() -> None:
    said = [import_words.left(seconds) for seconds in (None, 20, 70, 600)]
    assert said == [
        "",
        "less than a minute left",
        "about 1 minute left",
        "about 10 minutes left",
    ]
