from catalog.domain.records import Format
from catalog.domain.records.table_columns import FIELDS
from catalog.models.imports import Stage
from catalog.web import import_words
from core.templatetags.ui import MARKS


def test_all_that_a_column_can_be_has_a_name() -> None:
    assert set(import_words.COLUMNS) == set(FIELDS)


def test_every_format_and_every_stage_has_its_word_and_mark() -> None:
    assert set(import_words.FORMATS) == set(Format)
    assert set(import_words.MARKS) == set(Stage)
    assert set(import_words.MARKS.values()) <= set(MARKS)


def test_how_long_it_takes_on_is_said_in_minutes() -> None:
    said = [import_words.left(seconds) for seconds in (None, 20, 70, 600)]
    assert said == [
        "",
        "less than a minute left",
        "about 1 minute left",
        "about 10 minutes left",
    ]
