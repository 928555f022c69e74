"""Tables of any width on the way through the pages of an import."""

from io import BytesIO

import pytest
from django.test import Client
from openpyxl import Workbook

from catalog import jobs
from catalog.models import Book
from tests.catalog.web.test_imports import as_shown, leos, uploaded

pytestmark = pytest.mark.django_db
__all__ = ["leos"]


def workbook(*rows: list[str]) -> bytes:
    made, file = Workbook(write_only=True), BytesIO()
    sheet = made.create_sheet()
    for row in rows:
        sheet.append(row)
    made.save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "columns"),
    [
        (workbook(["Title", "Author", ""], ["Momo", "Ende, Michael"]), "box.xlsx", 2),
        ((",".join(["Title", *["More"] * 499]) + "\nMomo\n").encode(), "wide.csv", 500),
    ],
)
def test_a_table_of_any_width_is_imported_with_the_form_as_it_is_shown(
    leos: Client, content: bytes, name: str, columns: int
) -> None:
    batch = uploaded(leos, content, name)
    said = as_shown(leos, batch)
    assert len([field for field in said if field.startswith("column_")]) == columns
    here = f"/imports/{batch.pk}"
    assert leos.post(f"{here}/map", said)["Location"] == here
    jobs.work_on_imports()
    leos.post(f"{here}/commit")
    jobs.work_on_imports()
    assert Book.objects.get().title == "Momo"
