"""Lists of members come in over REST."""

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import AuditEntry, User
from members import jobs
from members.models import Category, Member, MemberImportProfile
from tests.factories.members import CategoryFactory, MemberFactory

pytestmark = pytest.mark.django_db
LIST = "Name,Card,Class\nAda,A1,5a\n,B1,5b\nCy,C1,5c\n"


@pytest.fixture
def leos(api: Callable[..., APIClient], leo: User) -> APIClient:
    CategoryFactory()
    return api(leo)


def uploaded(client: Any, content: str = LIST, name: str = "list.csv") -> Any:
    return client.generic(
        "POST",
        f"/api/v1/member-imports?name={name}",
        content.encode(),
        content_type="application/octet-stream",
    )


def test_a_list_is_uploaded_checked_imported_and_taken_back(leos: APIClient) -> None:
    answer = uploaded(leos)
    assert answer.status_code == 201
    here = answer["Location"]
    assert here == f"/api/v1/member-imports/{answer.json()['id']}"
    said = answer.json()
    assert (said["stage"], said["format"], said["name"]) == ("uploaded", "csv", "list.csv")
    assert (said["columns"], said["category"]) == (["name", "card_number", "group"], "adult")
    CategoryFactory(code="pupil", name="Pupil")
    terms = {"category": "pupil", "expires_on": "2027-07-31"}
    arranged = leos.put(here, terms, format="json").json()
    assert (arranged["category"], arranged["expires_on"]) == ("pupil", "2027-07-31")
    assert arranged["columns"] == said["columns"]
    begun = leos.post(f"{here}/check")
    assert (begun.status_code, begun.json()["stage"]) == (202, "checking")
    assert begun.json()["progress"] == {"done": 0, "total": None}
    jobs.work_on_imports()
    checked = leos.get(here).json()
    assert (checked["stage"], checked["counts"]) == ("checked", {"new": 2, "refused": 1})
    assert checked["progress"] == {"done": 3, "total": 3}
    assert not Member.objects.exists()
    assert leos.post(f"{here}/commit").status_code == 202
    jobs.work_on_imports()
    assert leos.get(here).json()["stage"] == "done"
    assert set(Member.objects.values_list("category__code", flat=True)) == {"pupil"}
    begun = leos.post(f"{here}/rollback")
    assert (begun.status_code, begun.json()["progress"]) == (202, {"done": 0, "total": 2})
    jobs.work_on_imports()
    undone = leos.get(here).json()
    assert (undone["stage"], undone["counts"]["undone"]) == ("undone", 2)
    assert undone["progress"] == {"done": 2, "total": 2}
    assert not Member.objects.exists()
    assert AuditEntry.objects.get(action="member_import.uploaded").interface == "api"
    assert leos.post(f"{here}/rollback").json()["code"] == "member_import_nothing_to_undo"


def test_each_row_has_its_verdict_with_a_reason(leos: APIClient) -> None:
    ada = MemberFactory(name="Ada", card_number="A1")
    here = uploaded(leos)["Location"]
    leos.post(f"{here}/check")
    jobs.work_on_imports()
    rows = leos.get(f"{here}/rows").json()["results"]
    assert [row["verdict"] for row in rows] == ["update", "refused", "new"]
    assert (rows[0]["member_id"], rows[0]["place"]) == (str(ada.pk), 2)
    assert rows[0]["notes"] == [{"code": "changes", "message": "It would change: Class or group."}]
    assert rows[1]["reason"] == {"code": "no_name", "message": "It has no name."}
    refused = leos.get(f"{here}/rows?verdict=refused").json()["results"]
    assert [row["number"] for row in refused] == [2]
    first = leos.get(f"{here}/rows?page_size=2").json()
    assert [row["number"] for row in leos.get(first["next"]).json()["results"]] == [3]
    assert leos.get(f"{here}/rows?verdict=odd").status_code == 422


@pytest.mark.parametrize("content", ["", "%PDF-1.7"])
def test_what_is_no_list_is_a_problem(leos: APIClient, content: str) -> None:
    answer = uploaded(leos, content)
    assert (answer.status_code, answer.json()["code"]) == (422, "member_import_unreadable")


def test_a_library_without_categories_says_so(api: Callable[..., APIClient], leo: User) -> None:
    Category.objects.all().delete()
    answer = uploaded(api(leo))
    assert (answer.status_code, answer.json()["code"]) == (409, "no_member_category")


def test_what_is_not_known_is_refused(leos: APIClient) -> None:
    here = uploaded(leos)["Location"]
    asked: list[tuple[dict[str, Any], str]] = [
        ({"category": "wizard"}, "unknown_member_category"),
        ({"profile": "none"}, "unknown_member_import_profile"),
        ({"columns": ["card_number", "", ""]}, "no_name_column"),
        ({"columns": ["shoe_size"]}, "invalid"),
        ({"keeps": ["shoe_size"]}, "invalid"),
    ]
    for said, code in asked:
        assert leos.put(here, said, format="json").json()["code"] == code
    assert leos.post(f"{here}/rollback").json()["code"] == "member_import_not_ready"
    assert leos.delete(here).status_code == 204
    assert leos.get(here).json()["code"] == "unknown_member_import"


def test_a_way_of_reading_is_kept_and_used_again(leos: APIClient) -> None:
    table = "Wer,Nr\nAda,A1\n"
    said = {"columns": ["name", "card_number"], "keeps": ["name"], "keep_as": "Office"}
    leos.put(uploaded(leos, table)["Location"], said, format="json")
    assert MemberImportProfile.objects.get().name == "Office"
    other = uploaded(leos, "Nr,Wer\nB1,Bo\n")["Location"]
    read = leos.put(other, {"profile": "Office"}, format="json").json()
    assert (read["columns"], read["keeps"]) == (["card_number", "name"], ["name"])
    leos.post(f"{other}/commit")
    jobs.work_on_imports()
    late = leos.put(other, {"profile": "Office"}, format="json")
    assert (late.status_code, late.json()["code"]) == (409, "member_import_not_ready")


def test_the_list_is_paged_newest_first(leos: APIClient) -> None:
    for number in range(3):
        uploaded(leos, name=f"list{number}.csv")
    first = leos.get("/api/v1/member-imports?page_size=2").json()
    rest = leos.get(first["next"]).json()
    names = [each["name"] for each in [*first["results"], *rest["results"]]]
    assert names == ["list2.csv", "list1.csv", "list0.csv"]


def test_an_import_under_way_is_stopped_and_gone_on_with(leos: APIClient) -> None:
    here = uploaded(leos)["Location"]
    leos.post(f"{here}/commit")
    stopped = leos.post(f"{here}/stop")
    assert (stopped.status_code, stopped.json()["stage"]) == (200, "failed")
    assert stopped.json()["failure"].startswith("It was stopped by hand.")
    again = leos.post(f"{here}/stop")
    assert (again.status_code, again.json()["code"]) == (409, "member_import_not_ready")
    resumed = leos.post(f"{here}/resume")
    assert (resumed.status_code, resumed.json()["stage"]) == (202, "running")
    jobs.work_on_imports()
    assert leos.get(here).json()["counts"] == {"new": 2, "refused": 1}
