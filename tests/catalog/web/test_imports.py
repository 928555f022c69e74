from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import User
from catalog import jobs
from catalog.models import Book, Branch, Copy, CopyType, ImportBatch, ImportProfile
from catalog.models.imports import Stage
from catalog.services.imports import files
from tests.factories.catalog import BookFactory, CopyFactory, CopyTypeFactory
from tests.factories.loans import LoanFactory
from tests.factories.records import marc
from tests.html import assert_valid, words

pytestmark = pytest.mark.django_db
TABLE = (
    "Titel;Autor;ISBN;Jahr;Regal\r\n"
    "Momo;Ende, Michael;978-3-522-17750-4;1973;A 1\r\n"
    "Krabat;Preußler, Otfried;;1971;A 2\r\n"
    ";Niemand;;1999;A 3\r\n"
)


@pytest.fixture
def leos(signed_in: Callable[[User], Client], leo: User, harbour: Branch) -> Client:
    CopyTypeFactory()
    return signed_in(leo)


def sent(content: bytes, name: str) -> dict[str, Any]:
    return {"file": SimpleUploadedFile(name, content)}


def uploaded(browser: Client, content: bytes, name: str) -> ImportBatch:
    answer = browser.post("/imports/add", sent(content, name))
    batch = ImportBatch.objects.latest("created_at", "id")
    assert answer["Location"] == f"/imports/{batch.pk}/map"
    return batch


def as_shown(browser: Client, batch: ImportBatch, **more: Any) -> dict[str, Any]:
    """What the form holds when it is sent as it is shown."""
    form = browser.get(f"/imports/{batch.pk}/map").context["form"]
    said = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in (said | more).items() if value is not None}


def test_a_spreadsheet_is_uploaded_mapped_checked_imported_and_taken_back(leos: Client) -> None:
    assert_valid(leos.get("/imports"))
    assert_valid(leos.get("/imports/add"))
    batch = uploaded(leos, TABLE.encode("cp1252"), "Kiste.csv")
    page = leos.get(f"/imports/{batch.pk}/map")
    assert_valid(page)
    assert "Krabat" in page.content.decode()
    said = as_shown(leos, batch, keep_as="Our boxes")
    assert (said["column_0"], said["column_2"], said["copies_each"]) == ("title", "isbn", 1)
    here = f"/imports/{batch.pk}"
    assert leos.post(f"{here}/map", said)["Location"] == here
    at_work = leos.get(here)
    assert_valid(at_work)
    assert 'hx-trigger="every 2s"' in at_work.content.decode()
    jobs.work_on_imports()
    checked = leos.get(here)
    assert_valid(checked)
    assert "It has no title." in checked.content.decode()
    assert "hx-trigger" not in checked.content.decode()
    assert not Book.objects.exists()
    assert leos.post(f"{here}/commit")["Location"] == here
    jobs.work_on_imports()
    assert_valid(leos.get(here))
    assert sorted(Book.objects.values_list("title", flat=True)) == ["Krabat", "Momo"]
    assert Copy.objects.count() == 2
    assert ImportProfile.objects.get().name == "Our boxes"
    assert_valid(leos.get(f"{here}/rollback"))
    LoanFactory(copy=Copy.objects.filter(book__title="Momo").get())
    assert leos.post(f"{here}/rollback")["Location"] == here
    jobs.work_on_imports()
    done = leos.get(f"{here}?verdict=kept")
    assert_valid(done)
    assert "It stays: it has been lent since." in done.content.decode()
    assert "1 of the 2 copies that were added is still there." in done.content.decode()
    assert done.context["can"]["labels"]
    assert Book.objects.get().title == "Momo"
    assert_valid(leos.get("/imports"))


def test_an_import_that_is_taken_back_offers_no_copies(leos: Client) -> None:
    batch = uploaded(leos, TABLE.encode(), "box.csv")
    here = f"/imports/{batch.pk}"
    leos.post(f"{here}/map", as_shown(leos, batch))
    for deed in ("commit", "rollback"):
        jobs.work_on_imports()
        leos.post(f"{here}/{deed}")
    jobs.work_on_imports()
    page = leos.get(here)
    assert_valid(page)
    assert page.context["batch"].counts["copies"] == 2
    assert "added" not in page.content.decode()
    assert "Its copies" not in page.content.decode()


def test_records_are_narrowed_by_verdict(leos: Client) -> None:
    BookFactory(title="Momo", author="Ende, Michael")
    batch = uploaded(leos, marc("Momo", author="Ende, Michael") + marc("Krabat"), "box.mrc")
    leos.post(f"/imports/{batch.pk}/map", as_shown(leos, batch))
    jobs.work_on_imports()
    said = leos.get(f"/imports/{batch.pk}?verdict=duplicate").context["rows"]
    assert [row.title for row in said] == ["Momo"]
    assert said[0].url == f"/books/{Book.objects.get().pk}"


def test_under_htmx_the_state_alone_comes_back(leos: Client) -> None:
    batch = uploaded(leos, marc("Momo"), "box.mrc")
    answer = leos.get(f"/imports/{batch.pk}", headers={"HX-Request": "true"})
    assert answer.content.decode().strip().startswith('<div id="state"')


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "box.mrc", "This file is empty."),
        (b"%PDF-1.7 and so on", "box.pdf", "It holds no records"),
        (b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "box.xml", "could be a trap"),
    ],
)
def test_a_wrong_file_is_refused_with_a_sentence(
    leos: Client, content: bytes, name: str, sentence: str
) -> None:
    answer = leos.post("/imports/add", sent(content, name))
    assert answer.status_code == 422
    assert_valid(answer)
    assert sentence in answer.content.decode()
    assert not ImportBatch.objects.exists()


@pytest.mark.parametrize("megabytes", [1.5, 3])
def test_a_file_that_is_too_large_is_refused_and_never_kept(
    leos: Client, settings: Any, megabytes: float
) -> None:
    settings.MAX_IMPORT_BYTES = 1024 * 1024
    content = b"x" * int(megabytes * 1024 * 1024)
    answer = leos.post("/imports/add", sent(content, "box.mrc"))
    assert answer.status_code == 422
    assert "larger than the 1 MB" in answer.content.decode()
    assert not ImportBatch.objects.exists()


def test_a_table_needs_a_title(leos: Client) -> None:
    batch = uploaded(leos, TABLE.encode(), "box.csv")
    answer = leos.post(f"/imports/{batch.pk}/map", as_shown(leos, batch, column_0=""))
    assert answer.status_code == 422
    assert "Say which column holds the title." in answer.content.decode()


def test_a_table_is_looked_into_once_when_its_form_is_sent(
    leos: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = uploaded(leos, TABLE.encode(), "box.csv")
    said, read, looks = as_shown(leos, batch), files.columns, []

    def noted(*asked: Any) -> Any:
        looks.append(asked)
        return read(*asked)

    monkeypatch.setattr(files, "columns", noted)
    assert leos.post(f"/imports/{batch.pk}/map", said).status_code == 302
    assert len(looks) == 1
    kept = ImportBatch.objects.get()
    assert (kept.stage, kept.options["columns"][0]) == (Stage.CHECKING, "title")


def test_the_field_of_copies_can_be_named(leos: Client) -> None:
    batch = uploaded(leos, marc("Momo", extra=[("999", "B77")]), "box.mrc")
    said = as_shown(leos, batch, tag="999", code_barcode="a")
    leos.post(f"/imports/{batch.pk}/map", said)
    jobs.work_on_imports()
    leos.post(f"/imports/{batch.pk}/commit")
    jobs.work_on_imports()
    assert Copy.objects.get().barcode == "B77"


def test_a_kept_way_of_reading_takes_the_place_of_the_form(leos: Client) -> None:
    options = {"holdings": {"tag": "999", "a": "barcode"}}
    batch = uploaded(leos, marc("Momo", extra=[("999", "B77")]), "box.mrc")
    ImportProfile.objects.create(
        name="Old", format="marc", options=options, created_at=batch.created_at
    )
    leos.post(f"/imports/{batch.pk}/map", as_shown(leos, batch, profile="Old"))
    assert ImportBatch.objects.get().options == options


def test_a_table_with_a_column_more_is_read_as_the_one_before(leos: Client) -> None:
    first = uploaded(leos, b"Sig;Was;Wer\nX1;Momo;Ende\n", "box.csv")
    columns = {"column_0": "call_number", "column_1": "title", "column_2": "author"}
    leos.post(f"/imports/{first.pk}/map", as_shown(leos, first, keep_as="Boxes", **columns))
    second = uploaded(leos, b"Nr;Sig;Was;Wer\n1;X1;Momo;Ende\n", "box2.csv")
    leos.post(f"/imports/{second.pk}/map", as_shown(leos, second, profile="Boxes"))
    jobs.work_on_imports()
    assert "Momo" in leos.get(f"/imports/{second.pk}").content.decode()
    other = uploaded(leos, b"Nr;Was;Wer\n1;Momo;Ende\n", "box3.csv")
    refused = leos.post(f"/imports/{other.pk}/map", as_shown(leos, other, profile="Boxes"))
    assert refused.status_code == 422
    assert "The file has no column Sig." in refused.content.decode()
    record = uploaded(leos, marc("Momo"), "box.mrc")
    taken = leos.post(f"/imports/{record.pk}/map", as_shown(leos, record, keep_as="Boxes"))
    assert taken.status_code == 409
    assert_valid(taken)


def test_what_is_at_work_is_not_mapped_again(leos: Client) -> None:
    batch = uploaded(leos, marc("Momo"), "box.mrc")
    leos.post(f"/imports/{batch.pk}/map", as_shown(leos, batch))
    assert leos.get(f"/imports/{batch.pk}/map").status_code == 409
    assert leos.post(f"/imports/{batch.pk}/commit").status_code == 409


def test_a_file_is_thrown_away(leos: Client) -> None:
    batch = uploaded(leos, marc("Momo"), "box.mrc")
    assert leos.post(f"/imports/{batch.pk}/discard")["Location"] == "/imports"
    assert leos.get(f"/imports/{batch.pk}").status_code == 404


def test_the_list_makes_the_same_queries_for_one_import_and_for_many(
    leos: Client, django_assert_max_num_queries: Any
) -> None:
    for _ in range(12):
        uploaded(leos, marc("Momo"), "box.mrc")
    with django_assert_max_num_queries(8):
        leos.get("/imports")


def test_an_import_that_stopped_says_why_and_can_be_tried_again(leos: Client) -> None:
    batch = uploaded(leos, marc("Momo"), "box.mrc")
    leos.post(f"/imports/{batch.pk}/map", as_shown(leos, batch))
    kinds = list(CopyType.objects.all())
    Branch.objects.update(is_active=False)
    jobs.work_on_imports()
    page = leos.get(f"/imports/{batch.pk}")
    assert_valid(page)
    assert "no branch or no type of copy yet" in page.content.decode()
    Branch.objects.update(is_active=True)
    leos.post(f"/imports/{batch.pk}/resume")
    jobs.work_on_imports()
    assert ImportBatch.objects.get().stage == Stage.CHECKED
    assert kinds


def imported(browser: Client, content: bytes, name: str = "box.mrc") -> ImportBatch:
    batch = uploaded(browser, content, name)
    browser.post(f"/imports/{batch.pk}/map", as_shown(browser, batch))
    jobs.work_on_imports()
    browser.post(f"/imports/{batch.pk}/commit")
    jobs.work_on_imports()
    return batch


def test_the_report_leads_to_the_labels_of_its_copies_and_of_no_others(leos: Client) -> None:
    CopyFactory(barcode="OTHERS")
    batch = imported(leos, marc("Momo", copies=[("M-1", ""), ("M-2", "")]))
    page = leos.get(f"/imports/{batch.pk}")
    assert_valid(page)
    labels = f"/labels?batch={batch.pk}&all=yes"
    assert labels in unescape(page.content.decode())
    assert "2 copies are chosen." in words(leos.get(labels))
    sent = {"sheet": "a4-3x7", "kind": "barcode", "start": "1", "as": "page"}
    printed = leos.post(labels, sent).content.decode()
    assert ("M-1" in printed, "M-2" in printed, "OTHERS" in printed) == (True, True, False)
    listed = leos.get(f"/copies?batch={batch.pk}")
    assert_valid(listed)
    assert {row["barcode"] for row in listed.context["rows"]} == {"M-1", "M-2"}


def test_an_import_without_copies_has_no_labels(leos: Client) -> None:
    batch = imported(leos, marc("Momo"))
    assert "/labels?" not in leos.get(f"/imports/{batch.pk}").content.decode()


def test_an_import_under_way_has_a_button_that_stops_it(leos: Client) -> None:
    batch = uploaded(leos, marc("Momo"), "box.mrc")
    here = f"/imports/{batch.pk}"
    leos.post(f"{here}/map", as_shown(leos, batch))
    assert f"{here}/stop" in leos.get(here).content.decode()
    assert leos.post(f"{here}/stop")["Location"] == here
    page = leos.get(here)
    assert_valid(page)
    assert "It was stopped by hand." in page.content.decode()
    assert f"{here}/stop" not in page.content.decode()
    leos.post(f"{here}/resume")
    jobs.work_on_imports()
    assert ImportBatch.objects.get().stage == Stage.CHECKED


def test_the_page_says_how_long_a_file_waits(leos: Client) -> None:
    batch = uploaded(leos, marc("Momo"), "box.mrc")
    for page in ("/imports", f"/imports/{batch.pk}"):
        assert "for 30 days" in words(leos.get(page))
