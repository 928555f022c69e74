from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction

from catalog import errors, jobs
from catalog.models import Book, Branch, ImportBatch, ImportProfile
from catalog.models.imports import Duplicates, Stage
from catalog.services.imports import batches, profiles, running
from core import clock, staged
from tests.catalog.services.imports.conftest import Import, through
from tests.factories.records import marc

pytestmark = pytest.mark.django_db
RECORD = marc("Momo", author="Ende, Michael")


def left_behind() -> list[Path]:
    return [path for path in Path(django_settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def test_a_file_is_kept_under_a_name_of_ours(uploaded: Import) -> None:
    batch = uploaded(RECORD, name="../../etc/box.mrc")
    assert batch.name == "box.mrc"
    assert batch.file.startswith("imports/")
    assert Path(default_storage.path(batch.file)).read_bytes() == RECORD
    assert (batch.format, batch.size) == ("marc", len(RECORD))


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "box.mrc", "empty"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "box.pdf", "no records"),
        (
            b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
            "box.xml",
            "document type",
        ),
        (b"\x00\x01\x02\x03" * 99, "box.bin", "no records"),
    ],
)
def test_what_holds_no_records_is_refused_with_a_sentence_and_not_kept(
    content: bytes, name: str, said: str, deed: dict[str, Any]
) -> None:
    with pytest.raises(errors.ImportUnreadable) as refused:
        batches.upload([content], name, **deed)
    assert said in str(refused.value)
    assert not ImportBatch.objects.exists()
    assert left_behind() == []


def test_a_file_that_is_too_large_is_refused_before_it_is_all_there(
    deed: dict[str, Any], settings: Any
) -> None:
    settings.MAX_IMPORT_BYTES = 1024 * 1024
    sent: list[int] = []

    def endless() -> Any:
        while True:
            sent.append(1)
            yield b"x" * 65_536

    with pytest.raises(errors.ImportTooLarge, match=r"1 MB"):
        batches.upload(endless(), "box.mrc", **deed)
    assert len(sent) == 17
    assert left_behind() == []


def test_a_stage_cannot_be_asked_for_out_of_turn(uploaded: Import, deed: dict[str, Any]) -> None:
    batch = uploaded(RECORD)
    with pytest.raises(errors.ImportNotReady, match="waiting for you"):
        batches.undo(batch.pk, **deed)
    done = through(batches.commit, batch, deed)
    for again in (batches.commit, batches.check, batches.discard, batches.resume):
        with pytest.raises(errors.ImportNotReady, match="is imported"):
            again(done.pk, **deed)


def test_what_was_not_imported_can_be_thrown_away(uploaded: Import, deed: dict[str, Any]) -> None:
    batch = through(batches.check, uploaded(RECORD), deed)
    batches.discard(batch.pk, **deed)
    assert not ImportBatch.objects.exists()


def test_a_way_of_reading_is_kept_as_a_profile(uploaded: Import, deed: dict[str, Any]) -> None:
    options = {"holdings": {"tag": "949", "p": "barcode"}}
    first = uploaded(RECORD)
    batches.arrange(first.pk, batches.Terms(options=options, keep_as="Old system"), **deed)
    assert profiles.options("Old system", uploaded(RECORD)) == options
    assert ImportProfile.objects.get().format == "marc"
    with pytest.raises(errors.UnknownProfile):
        profiles.options("No such", first)


TABLE = "Sig;Was;Wer\nX1;Momo;Ende\nX2;Krabat;Preußler\n".encode()
COLUMNS = ["call_number", "title", "author"]


@pytest.fixture
def kept(uploaded: Import, deed: dict[str, Any]) -> None:
    """How a table is read, as “Boxes”."""
    terms = batches.Terms(options={"columns": COLUMNS}, keep_as="Boxes")
    batches.arrange(uploaded(TABLE, name="box.csv").pk, terms, **deed)


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize(
    ("header", "columns"),
    [
        ("Sig;Was;Wer", COLUMNS),
        ("Nr;Sig;Was;Wer", ["", *COLUMNS]),
        ("WER;was;Sig;Was", ["author", "title", "call_number", ""]),
    ],
)
def test_a_profile_finds_its_columns_by_their_names(
    uploaded: Import, header: str, columns: list[str]
) -> None:
    row = ";".join("x" * len(columns))
    other = uploaded(f"{header}\n{row}\n".encode(), name="box2.csv")
    assert profiles.options("Boxes", other) == {"columns": columns}


@pytest.mark.usefixtures("kept")
def test_a_profile_is_not_for_a_file_that_lacks_one_of_its_columns(uploaded: Import) -> None:
    other = uploaded(b"Nr;Was;Wer\n1;Momo;Ende\n", name="box2.csv")
    with pytest.raises(errors.ProfileDoesNotFit, match="The file has no column Sig"):
        profiles.options("Boxes", other)


def test_columns_without_names_are_known_only_among_the_same_columns(
    uploaded: Import, deed: dict[str, Any]
) -> None:
    first = uploaded(b"Was;;Wer\nMomo;X1;Ende\n", name="box.csv")
    columns = ["title", "call_number", "author"]
    terms = batches.Terms(options={"columns": columns}, keep_as="Boxes")
    batches.arrange(first.pk, terms, **deed)
    same = uploaded(b"Was;;Wer\nKrabat;X2;x\n", name="box2.csv")
    assert profiles.options("Boxes", same) == {"columns": columns}
    other = uploaded(b"Was;;;Wer\nKrabat;1;X2;x\n", name="box3.csv")
    with pytest.raises(errors.ProfileDoesNotFit, match="Column 2"):
        profiles.options("Boxes", other)


@pytest.mark.usefixtures("kept")
def test_a_profile_that_was_kept_without_names_of_columns_is_not_applied(uploaded: Import) -> None:
    ImportProfile.objects.update(options={"columns": COLUMNS})
    with pytest.raises(errors.ProfileDoesNotFit, match="does not know the names"):
        profiles.options("Boxes", uploaded(TABLE, name="box2.csv"))


@pytest.mark.usefixtures("kept")
def test_the_profile_of_other_files_is_not_replaced(uploaded: Import, deed: dict[str, Any]) -> None:
    batch = uploaded(RECORD)
    with pytest.raises(errors.ProfileTaken):
        batches.arrange(batch.pk, batches.Terms(copies_each=7, keep_as="Boxes"), **deed)
    profile = ImportProfile.objects.get()
    assert (profile.format, profile.options["columns"]) == ("csv", COLUMNS)
    batch.refresh_from_db()
    assert batch.copies_each == 0


@pytest.mark.usefixtures("kept")
def test_a_profile_is_kept_anew_under_its_name(uploaded: Import, deed: dict[str, Any]) -> None:
    batch = uploaded(b"Was;Nr\nMomo;1\n", name="box2.csv")
    terms = batches.Terms(options={"columns": ["title", "barcode"]}, keep_as="Boxes")
    batches.arrange(batch.pk, terms, **deed)
    assert profiles.options("Boxes", batch) == {"columns": ["title", "barcode"]}


def test_the_worker_does_what_waits_and_nothing_twice(
    uploaded: Import, deed: dict[str, Any]
) -> None:
    batch = uploaded(RECORD)
    batches.commit(batch.pk, **deed)
    assert jobs.work_on_imports() == 0
    assert jobs.work_on_imports() == 0
    assert ImportBatch.objects.get().stage == Stage.DONE
    assert Book.objects.count() == 1


def test_an_import_in_other_hands_is_left_alone(uploaded: Import, deed: dict[str, Any]) -> None:
    batch = uploaded(RECORD)
    batches.commit(batch.pk, **deed)
    now = clock.now()
    ImportBatch.objects.update(claimed_at=now)
    assert running.go_on(batch.pk, clock=clock.now) is False
    assert ImportBatch.objects.get().stage == Stage.RUNNING
    ImportBatch.objects.update(claimed_at=now - staged.CLAIM_HOLDS * 2)
    running.go_on(batch.pk, clock=clock.now)
    assert ImportBatch.objects.get().stage == Stage.DONE


def test_it_stops_when_its_time_is_up_and_goes_on_later(
    uploaded: Import, deed: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("catalog.services.imports.reading.CHUNK", 2)
    batch = uploaded(*(marc(f"Book {n}") for n in range(5)))
    batches.commit(batch.pk, **deed)
    assert running.go_on(batch.pk, clock=clock.now, seconds=0) is True
    assert Book.objects.count() == ImportBatch.objects.get().position == 2
    assert running.go_on(batch.pk, clock=clock.now) is False
    assert Book.objects.count() == 5
    assert ImportBatch.objects.get().counts == {"new": 5}


def test_a_file_that_has_gone_stops_the_import_and_says_so(
    uploaded: Import, deed: dict[str, Any]
) -> None:
    batch = uploaded(RECORD)
    default_storage.delete(batch.file)
    done = through(batches.commit, batch, deed)
    assert done.stage == Stage.FAILED
    assert done.failure == {"code": "unreadable_file", "stage": "running"}
    with default_storage.open(batch.file, "wb") as file:
        file.write(RECORD)
    assert through(batches.resume, done, deed).stage == Stage.DONE
    assert Book.objects.count() == 1


def test_what_the_library_has_no_place_for_is_not_imported(
    uploaded: Import, deed: dict[str, Any]
) -> None:
    batch = uploaded(RECORD)
    ImportBatch.objects.update(branch=None)
    batch.branch = None
    Branch.objects.update(is_active=False)
    done = through(batches.commit, batch, deed)
    assert done.failure == {"code": "no_branch", "stage": "running"}


def test_a_policy_that_is_none_is_refused_by_the_database(uploaded: Import) -> None:
    batch = uploaded(RECORD, duplicates=Duplicates.SKIP)
    for columns in ({"duplicates": "guess"}, {"stage": "lost"}, {"stage": "done"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ImportBatch.objects.filter(pk=batch.pk).update(**columns)
