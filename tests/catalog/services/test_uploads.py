from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from catalog.models.imports import Stage
from catalog.services import uploads
from tests.factories.catalog import ImportBatchFactory

pytestmark = pytest.mark.django_db
MARCXML = """<collection xmlns="http://www.loc.gov/MARC21/slim"><record>
<leader>00000nam a2200000 a 4500</leader>
<datafield tag="020" ind1=" " ind2=" "><subfield code="a">%s</subfield></datafield>
<datafield tag="245" ind1="1" ind2="0"><subfield code="a">Tides</subfield></datafield>
</record></collection>"""


@pytest.fixture
def uploaded(tmp_path: Path) -> Any:
    def file(content: str, form: str = "marcxml", **columns: Any) -> None:
        name = default_storage.save("imports/box", ContentFile(content.encode()))
        ImportBatchFactory(file=name, size=len(content), format=form, **columns)

    return file


@pytest.mark.parametrize("written", ["9780547773742", "0547773749", "978-0-547-77374-2"])
def test_a_book_in_a_file_that_waits_is_known(uploaded: Any, written: str) -> None:
    uploaded(MARCXML % "9780140328721")
    uploaded(MARCXML % written)
    found = uploads.known("9780547773742")
    assert found
    assert found.title == "Tides"
    assert uploads.known("9783161484100") is None


def test_what_was_imported_is_looked_for_in_the_catalogue_alone(uploaded: Any, now: Any) -> None:
    uploaded(MARCXML % "9780547773742", stage=Stage.DONE, started_at=now, finished_at=now)
    assert uploads.known("9780547773742") is None


def test_a_file_that_is_gone_or_broken_is_passed_over(uploaded: Any) -> None:
    ImportBatchFactory(file="imports/gone")
    uploaded("9780547773742 <not xml")
    assert uploads.known("9780547773742") is None


def test_the_time_has_an_end(uploaded: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "SECONDS", -1.0)
    rows = "title,isbn\n" + "Other,9780140328721\n" * 5 + "Tides,9780547773742\n"
    uploaded(rows, "csv")
    assert uploads.known("9780547773742") is None
