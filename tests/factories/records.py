"""Files of records, made for a test."""

from collections.abc import Sequence
from typing import Any

from pymarc import Field, Indicators, Record, Subfield


def marc(
    title: str,
    *,
    author: str = "",
    isbn: str = "",
    year: str = "",
    subjects: Sequence[str] = (),
    description: str = "",
    copies: Sequence[tuple[str, str]] = (),
    extra: Sequence[tuple[str, str]] = (),
) -> bytes:
    """One MARC 21 record in UTF-8. ``copies`` are barcodes with the code of a branch, in 952;
    ``extra`` further fields, each with one subfield a.
    """
    record: Any = Record(force_utf8=True, leader="00000nam a2200000 a 4500")
    said = [("020", "a", isbn), ("100", "a", author), ("245", "a", title), ("260", "c", year)]
    said += [("520", "a", description)] + [("650", "a", each) for each in subjects]
    said += [(tag, "a", value) for tag, value in extra]
    for tag, code, value in said:
        if value:
            record.add_field(_field(tag, [(code, value)]))
    for barcode, branch in copies:
        record.add_field(
            _field("952", [("a", branch), ("p", barcode)] if barcode else [("a", branch)])
        )
    return bytes(record.as_marc())


def _field(tag: str, said: Sequence[tuple[str, str]]) -> Field:
    subfields = [Subfield(code=code, value=value) for code, value in said]
    return Field(tag=tag, indicators=Indicators(" ", " "), subfields=subfields)
