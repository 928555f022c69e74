"""A list of members on the pages: uploaded, mapped, checked, imported, taken back."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import User
from members import jobs
from members.models import Member, MemberImport, MemberImportProfile
from tests.conftest import NOW
from tests.factories.members import CategoryFactory, MemberFactory
from tests.html import assert_valid, words

pytestmark = pytest.mark.django_db
LIST = "Name;Ausweis;Klasse\r\nJürgen Müller;S1;5a\r\nÄnne Groß;S2;5b\r\n;S3;5b\r\n"


@pytest.fixture
def leos(signed_in: Callable[[User], Client], leo: User) -> Client:
    CategoryFactory()
    return signed_in(leo)


def uploaded(browser: Client, content: bytes) -> MemberImport:
    answer = browser.post("/members/import", {"file": SimpleUploadedFile("5.csv", content)})
    batch = MemberImport.objects.latest("created_at", "id")
    assert answer["Location"] == f"/members/imports/{batch.pk}/map"
    return batch


def as_shown(browser: Client, here: str, **more: Any) -> dict[str, Any]:
    """What the form holds when it is sent as it is shown."""
    form = browser.get(f"{here}/map").context["form"]
    said = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in (said | more).items() if value not in (None, False)}


def test_a_list_is_uploaded_mapped_checked_imported_and_taken_back(leos: Client) -> None:
    assert_valid(leos.get("/members/imports"))
    assert_valid(leos.get("/members/import"))
    here = f"/members/imports/{uploaded(leos, LIST.encode('cp1252')).pk}"
    page = leos.get(f"{here}/map")
    assert_valid(page)
    assert "Jürgen Müller" in page.content.decode()
    said = as_shown(leos, here, keep_as="School office", keeps=["name"])
    assert [said[f"column_{at}"] for at in range(3)] == ["name", "card_number", "group"]
    assert leos.post(f"{here}/map", said)["Location"] == here
    at_work = leos.get(here)
    assert_valid(at_work)
    assert 'hx-trigger="every 2s"' in at_work.content.decode()
    jobs.work_on_imports()
    checked = leos.get(here)
    assert_valid(checked)
    assert "It has no name." in words(checked)
    assert not Member.objects.exists()
    assert leos.post(f"{here}/commit")["Location"] == here
    jobs.work_on_imports()
    assert_valid(leos.get(here))
    assert sorted(Member.objects.values_list("name", flat=True)) == ["Jürgen Müller", "Änne Groß"]
    assert MemberImportProfile.objects.get().name == "School office"
    assert_valid(leos.get("/members/imports"))
    assert_valid(leos.get(f"{here}/rollback"))
    assert leos.post(f"{here}/rollback")["Location"] == here
    jobs.work_on_imports()
    assert_valid(leos.get(here))
    assert not Member.objects.exists()


def test_the_report_is_drawn_when_those_it_tells_of_have_left(leos: Client) -> None:
    batch = uploaded(leos, b"Name,Card\nBo,B1\nBo,")
    here = f"/members/imports/{batch.pk}"
    leos.post(f"{here}/map", as_shown(leos, here))
    jobs.work_on_imports()
    leos.post(f"{here}/commit")
    jobs.work_on_imports()
    assert "row 1" in words(leos.get(here)).casefold()
    leos.post(f"{here}/rollback")
    jobs.work_on_imports()
    page = leos.get(here)
    assert_valid(page)
    assert "row …" in words(page).casefold()


def test_the_rows_can_be_narrowed_to_those_refused(leos: Client) -> None:
    MemberFactory(card_number="S1", name="Jürgen Müller", group="4a")
    here = f"/members/imports/{uploaded(leos, LIST.encode()).pk}"
    leos.post(f"{here}/map", as_shown(leos, here))
    jobs.work_on_imports()
    page = leos.get(f"{here}?verdict=refused")
    assert_valid(page)
    assert "Änne Groß" not in words(page)
    page = leos.get(f"{here}?verdict=update")
    assert "It would change: Class or group." in words(page)
    MemberImport.objects.update(
        stage="failed", finished_at=NOW, failure={"code": "stopped", "stage": "checking"}
    )
    assert "Updated" not in words(leos.get(here))
    MemberImport.objects.update(stage="checked", finished_at=None, failure=None)
    leos.post(f"{here}/commit")
    jobs.work_on_imports()
    assert "Changed: Class or group." in words(leos.get(f"{here}?verdict=update"))


def test_a_list_is_stopped_gone_on_with_and_another_thrown_away(leos: Client) -> None:
    here = f"/members/imports/{uploaded(leos, LIST.encode()).pk}"
    leos.post(f"{here}/map", as_shown(leos, here))
    assert leos.post(f"{here}/stop")["Location"] == here
    assert jobs.work_on_imports() == 0
    stopped = leos.get(here)
    assert_valid(stopped)
    assert "stopped by hand" in words(stopped)
    assert leos.post(f"{here}/resume")["Location"] == here
    jobs.work_on_imports()
    assert MemberImport.objects.get().stage == "checked"
    assert leos.post(f"{here}/discard")["Location"] == "/members/imports"
    assert not MemberImport.objects.exists()


def test_a_form_without_a_name_and_a_file_that_is_none_are_refused(leos: Client) -> None:
    here = f"/members/imports/{uploaded(leos, LIST.encode()).pk}"
    answer = leos.post(f"{here}/map", as_shown(leos, here, column_0=""))
    assert answer.status_code == 422
    assert "Say which column holds the name." in words(answer)
    picture = SimpleUploadedFile("x.csv", b"\x89PNG\x00\x00")
    answer = leos.post("/members/import", {"file": picture})
    assert answer.status_code == 422
    assert "It has no columns" in words(answer)


def test_the_dry_run_tells_which_columns_are_left_out(leos: Client) -> None:
    here = f"/members/imports/{uploaded(leos, b'Name;Shoe size;Card;Pet<b>').pk}"
    leos.post(f"{here}/map", as_shown(leos, here))
    jobs.work_on_imports()
    page = leos.get(here)
    assert_valid(page)
    assert "These columns are left out: Shoe size, Pet<b>." in words(page)
