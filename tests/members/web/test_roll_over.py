"""The roll-over on its pages."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from members import jobs
from members.models import Member, MemberImport, MemberImportRow, RollOver
from tests.conftest import NOW
from tests.factories.loans import LoanFactory
from tests.factories.members import MemberFactory
from tests.html import assert_valid, words

pytestmark = pytest.mark.django_db
HERE = "/members/roll-over"


@pytest.fixture
def leos(signed_in: Callable[[User], Client], leo: User) -> Client:
    return signed_in(leo)


@pytest.fixture
def school(db: None) -> None:
    for group in ("5a", "10a", "Teachers"):
        MemberFactory(group=group, name=f"Pupil of {group}")


def as_shown(page: Any, **more: Any) -> dict[str, Any]:
    form = page.context["form"]
    said = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in (said | more).items() if value not in (None, False)}


def test_without_classes_the_page_says_how_to_begin(leos: Client) -> None:
    page = leos.get(HERE)
    assert_valid(page)
    assert "Nobody is in a class yet" in words(page)


@pytest.mark.usefixtures("school")
def test_it_is_shown_done_and_undone(leos: Client) -> None:
    LoanFactory(member=Member.objects.get(group="10a"))
    page = leos.get(HERE)
    assert_valid(page)
    said = as_shown(page, expires_on="2028-07-31")
    assert (said["to_0"], said["to_1"]) == ("", "6a")
    assert "in_2" not in said
    shown = leos.post(HERE, said | {"preview": "yes"})
    assert_valid(shown)
    assert "5a → 6a: 1" in words(shown)
    assert "Not everything has come back yet." in words(shown)
    assert not RollOver.objects.exists()
    answer = leos.post(HERE, as_shown(shown))
    done = RollOver.objects.get()
    here = f"/members/roll-overs/{done.pk}"
    assert answer["Location"] == here
    page = leos.get(here)
    assert_valid(page)
    assert "Pupil of 10a" in words(page)
    assert Member.objects.get(name="Pupil of 5a").group == "6a"
    assert_valid(leos.get(f"{here}/undo"))
    assert leos.post(f"{here}/undo")["Location"] == here
    assert "This roll-over was undone." in words(leos.get(here))
    assert Member.objects.get(name="Pupil of 5a").expires_on == date(2027, 12, 31)
    assert_valid(leos.get(HERE))


@pytest.mark.usefixtures("school")
def test_it_says_how_many_rows_of_the_list_were_refused(leos: Client) -> None:
    batch = MemberImport.objects.create(
        name="list", size=1, format="csv", created_at=NOW, stage="done", finished_at=NOW
    )
    MemberImportRow.objects.create(
        batch=batch, number=1, place=2, verdict="refused", code="no_name"
    )
    said = as_shown(leos.get(HERE), compared_with=str(batch.pk), preview="yes")
    shown = leos.post(HERE, said)
    assert_valid(shown)
    assert "1 row of the list was refused." in words(shown)


@pytest.mark.usefixtures("school")
def test_leavers_are_let_go_by_the_worker(leos: Client) -> None:
    shown = leos.post(HERE, as_shown(leos.get(HERE)) | {"preview": "yes"})
    leos.post(HERE, as_shown(shown))
    here = f"/members/roll-overs/{RollOver.objects.get().pk}"
    assert_valid(leos.get(f"{here}/let-go"))
    assert leos.post(f"{here}/let-go")["Location"] == here
    assert "The leavers are let go" in words(leos.get(here))
    assert jobs.let_leavers_go() == 1
    assert not Member.objects.filter(name="Pupil of 10a").exists()


@pytest.mark.usefixtures("school")
def test_what_was_not_shown_is_refused(leos: Client) -> None:
    said = as_shown(leos.get(HERE))
    assert leos.post(HERE, said).status_code == 409
    MemberFactory(group="7b")
    assert leos.post(HERE, said | {"preview": "yes"}).status_code == 422
    assert not RollOver.objects.exists()
