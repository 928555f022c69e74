"""The command does what the page does; here with the members of a real library."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.models import AuditEntry
from members.models import Member, MemberImport, MemberImportRow, OutboxMessage
from tests.catalog.domain.records.samples import load
from tests.factories.members import CategoryFactory

pytestmark = pytest.mark.django_db
SHAKESPEARE = "csv/shakespeare_and_company/SCoData_members_v1.2_2022-01.csv"


@pytest.fixture
def members_list(tmp_path: Path) -> Path:
    """The members of Shakespeare and Company, Paris, 1919-1962 (CC BY 4.0; see tests/data)."""
    CategoryFactory()
    file = tmp_path / "members.csv"
    file.write_bytes(load(SHAKESPEARE))
    return file


def test_the_members_of_shakespeare_and_company(
    members_list: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        call_command("import_members", str(members_list))
    assert ended.value.code == 1
    batch = MemberImport.objects.get()
    counts = batch.counts
    assert sum(counts.values()) == batch.total == 5_235
    assert Member.objects.count() == counts["new"]
    assert AuditEntry.objects.filter(action="member.registered").count() == counts["new"]
    assert Member.objects.matching("hemingway ern").get().name == "Ernest Hemingway"
    assert not OutboxMessage.objects.exists()
    refused = MemberImportRow.objects.filter(verdict="refused")
    assert refused.count() == counts["refused"]
    assert set(refused.values_list("code", flat=True)) == {"same_name_row"}
    assert refused.get(number=637).params == {"row": 635}
    assert f"refused {counts['refused']:>9}" in capsys.readouterr().out


def test_a_dry_run_leaves_nothing_behind(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    CategoryFactory()
    file = tmp_path / "list.csv"
    file.write_text("Name,Card\nAda,A1\n,B1\n")
    with pytest.raises(SystemExit):
        call_command("import_members", str(file), "--dry-run", "--expires-on", "2027-07-31")
    printed = capsys.readouterr()
    assert printed.out.splitlines() == [
        "list.csv: checked",
        "         new         1",
        "      update         0",
        "   unchanged         0",
        "     refused         1",
        "2 (line 3) : It has no name.",
    ]
    assert printed.err == "2 rows\n"
    assert not Member.objects.exists()
    assert not MemberImport.objects.exists()


def test_the_columns_that_are_not_read_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    CategoryFactory()
    file = tmp_path / "list.csv"
    file.write_text("Name,Shoe size,Card,Pet\nAda,38,A1,\n")
    for more in (["--dry-run"], []):
        call_command("import_members", str(file), *more)
        printed = capsys.readouterr().out.splitlines()
        assert printed[-1] == "columns left out: Shoe size, Pet"


def test_what_cannot_be_done_ends_with_two(tmp_path: Path) -> None:
    CategoryFactory()
    for name, content, more in (
        ("none.csv", None, ()),
        ("empty.csv", "", ()),
        ("list.csv", "Name\nAda\n", ("--category", "nobody")),
        ("list.csv", "Name\nAda\n", ("--profile", "nobody")),
    ):
        if content is not None:
            (tmp_path / name).write_text(content)
        with pytest.raises(CommandError) as refused:
            call_command("import_members", str(tmp_path / name), *more)
        assert refused.value.returncode == 2
    assert not MemberImport.objects.exists()
