"""The command does what the page does, prints what became of the file, and ends with a code."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from catalog.models import Book, Branch, Copy, ImportBatch
from tests.factories.catalog import BranchFactory, CopyTypeFactory
from tests.factories.records import marc

pytestmark = pytest.mark.django_db
Printed = pytest.CaptureFixture[str]


@pytest.fixture
def box(tmp_path: Path, harbour: Branch) -> Path:
    """A file of two books, the first with a copy, and of a record that is refused."""
    CopyTypeFactory()
    file = tmp_path / "box.mrc"
    file.write_bytes(
        marc("Momo", copies=[("B1", "")]) + marc("", author="Ende, M.") + marc("Krabat")
    )
    return file


def test_a_file_is_imported_and_the_report_printed(box: Path, capsys: Printed) -> None:
    BranchFactory(code="hill", name="Hill")
    with pytest.raises(SystemExit) as ended:
        call_command("import_books", str(box), "--branch", "hill")
    assert ended.value.code == 1
    assert Copy.objects.get().branch.code == "hill"
    batch, printed = ImportBatch.objects.get(), capsys.readouterr()
    at = batch.rows.get(number=2).offset
    assert printed.out.splitlines() == [
        "box.mrc: imported",
        "         new         2",
        "      update         0",
        "  add_copies         0",
        "   duplicate         0",
        "     refused         1",
        "      copies         1",
        f"2 (at {at}) : It has no title.",
        f"To take it back: manage.py rollback_import {batch.pk}",
    ]
    assert printed.err.splitlines()[-1] == "3 records, 100 %"


def test_a_dry_run_leaves_nothing_behind(box: Path, capsys: Printed) -> None:
    with pytest.raises(SystemExit) as ended:
        call_command("import_books", str(box), "--dry-run")
    assert ended.value.code == 1
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "box.mrc: checked"
    assert said[-1].endswith("It has no title.")
    assert not Book.objects.exists()
    assert not ImportBatch.objects.exists()


def test_an_error_of_the_disk_or_of_the_terms_ends_with_two(box: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.mrc").write_bytes(b"")
    for name, more in (
        ("none.mrc", ()),
        ("empty.mrc", ()),
        (box.name, ("--branch", "moon")),
        (box.name, ("--type", "scroll")),
        (box.name, ("--profile", "nobody")),
    ):
        with pytest.raises(CommandError) as refused:
            call_command("import_books", str(tmp_path / name), *more)
        assert refused.value.returncode == 2
    assert not ImportBatch.objects.exists()


def test_only_the_first_refused_records_are_printed(tmp_path: Path, capsys: Printed) -> None:
    file = tmp_path / "list.csv"
    file.write_text("title,author\n" + ",Ende\n" * 53)
    with pytest.raises(SystemExit):
        call_command("import_books", str(file), "--dry-run")
    said = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in said[7:57]] == [str(number) for number in range(1, 51)]
    assert said[57:] == ["and 3 more"]
