from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from catalog import jobs
from catalog.models import Book, Branch, Copy
from tests.factories.catalog import BookFactory, BranchFactory, CopyTypeFactory
from tests.factories.records import marc

pytestmark = pytest.mark.django_db
NOBODYS = "0197a3c2-5b1e-7c41-9d0e-2f6f4d1c8a11"
FILE = (
    marc("Momo", author="Ende, Michael", copies=[("B1", "")])
    + marc("", author="Nobody, Anna")
    + marc("Krabat")
)


@pytest.fixture
def leos(api: Callable[..., APIClient], leo: User, harbour: Branch) -> APIClient:
    CopyTypeFactory()
    return api(leo)


def uploaded(client: Any, content: bytes = FILE, name: str = "box.mrc") -> Any:
    return client.generic(
        "POST", f"/api/v1/imports?name={name}", content, content_type="application/octet-stream"
    )


def test_a_file_is_uploaded_checked_imported_and_taken_back(leos: APIClient) -> None:
    answer = uploaded(leos)
    assert answer.status_code == 201
    here = answer["Location"]
    assert here == f"/api/v1/imports/{answer.json()['id']}"
    assert (answer.json()["stage"], answer.json()["format"]) == ("uploaded", "marc")
    BranchFactory(code="hill", name="Hill")
    arranged = leos.put(here, {"branch": "hill", "duplicates": "add_copies"}, format="json")
    assert (arranged.json()["branch"], arranged.json()["duplicates"]) == ("hill", "add_copies")
    begun = leos.post(f"{here}/check")
    assert (begun.status_code, begun.json()["stage"]) == (202, "checking")
    jobs.work_on_imports()
    checked = leos.get(here).json()
    assert checked["counts"] == {"new": 2, "refused": 1, "copies": 1}
    assert checked["progress"] == {"done": 3, "total": 3, "share": 1.0, "seconds_left": 0}
    assert leos.post(f"{here}/commit").status_code == 202
    jobs.work_on_imports()
    assert leos.get(here).json()["stage"] == "done"
    assert Copy.objects.get().branch.code == "hill"
    assert leos.post(f"{here}/rollback").status_code == 202
    jobs.work_on_imports()
    assert leos.get(here).json()["counts"]["undone"] == 2
    assert not Book.objects.exists()


def test_each_record_has_its_verdict_with_a_reason(leos: APIClient) -> None:
    here = uploaded(leos)["Location"]
    leos.post(f"{here}/check")
    jobs.work_on_imports()
    rows = leos.get(f"{here}/rows").json()["results"]
    assert [row["verdict"] for row in rows] == ["new", "refused", "new"]
    assert rows[1]["reason"] == {"code": "no_title", "message": "It has no title."}
    refused = leos.get(f"{here}/rows?verdict=refused").json()["results"]
    assert [row["number"] for row in refused] == [2]
    first = leos.get(f"{here}/rows?page_size=2").json()
    assert [row["number"] for row in leos.get(first["next"]).json()["results"]] == [3]
    assert leos.get(f"{here}/rows?verdict=odd").status_code == 422


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [(b"", "box.mrc", "import_unreadable"), (b"%PDF-1.7", "box.pdf", "import_unreadable")],
)
def test_what_holds_no_records_is_a_problem(
    leos: APIClient, content: bytes, name: str, code: str
) -> None:
    answer = uploaded(leos, content, name)
    assert (answer.status_code, answer.json()["code"]) == (422, code)


def test_what_is_not_known_is_refused(leos: APIClient) -> None:
    here = uploaded(leos)["Location"]
    asked: list[tuple[dict[str, Any], str]] = [
        ({"branch": "moon"}, "unknown_branch"),
        ({"copy_type": "scroll"}, "unknown_copy_type"),
        ({"profile": "none"}, "unknown_profile"),
    ]
    for said, code in asked:
        assert leos.put(here, said, format="json").json()["code"] == code
    assert leos.post(f"{here}/rollback").json()["code"] == "import_not_ready"
    assert leos.delete(here).status_code == 204
    assert leos.get(here).json()["code"] == "unknown_import"


def test_a_profile_reads_columns_by_their_names_or_is_refused(leos: APIClient) -> None:
    first = uploaded(leos, b"Sig;Was;Wer\nX1;Momo;Ende\n", "box.csv")["Location"]
    columns = ["call_number", "title", "author"]
    leos.put(first, {"columns": columns, "keep_as": "Boxes"}, format="json")
    second = uploaded(leos, b"Nr;Sig;Was;Wer\n1;X1;Momo;Ende\n", "box2.csv")["Location"]
    read = leos.put(second, {"profile": "Boxes"}, format="json").json()
    assert read["options"] == {"columns": ["", *columns]}
    third = uploaded(leos, b"Nr;Was\n1;Momo\n", "box3.csv")["Location"]
    refused = leos.put(third, {"profile": "Boxes"}, format="json")
    assert (refused.status_code, refused.json()["code"]) == (422, "profile_does_not_fit")
    fourth = uploaded(leos)["Location"]
    taken = leos.put(fourth, {"keep_as": "Boxes"}, format="json")
    assert (taken.status_code, taken.json()["code"]) == (409, "profile_taken")


def test_the_list_is_paged_newest_first(leos: APIClient) -> None:
    for number in range(3):
        uploaded(leos, name=f"box{number}.mrc")
    first = leos.get("/api/v1/imports?page_size=2").json()
    rest = leos.get(first["next"]).json()
    names = [each["name"] for each in [*first["results"], *rest["results"]]]
    assert names == ["box2.mrc", "box1.mrc", "box0.mrc"]


def test_the_catalogue_is_exported(leos: APIClient) -> None:
    BookFactory(title="Momo", author="Ende, Michael")
    answer = leos.get("/api/v1/exports?format=json")
    assert answer.status_code == 200
    assert b"Momo" in b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert leos.get("/api/v1/exports?format=pdf").status_code == 422


def test_an_import_under_way_is_stopped(leos: APIClient) -> None:
    here = uploaded(leos)["Location"]
    leos.post(f"{here}/commit")
    stopped = leos.post(f"{here}/stop")
    assert (stopped.status_code, stopped.json()["stage"]) == (200, "failed")
    assert stopped.json()["failure"].startswith("It was stopped by hand.")
    again = leos.post(f"{here}/stop")
    assert (again.status_code, again.json()["code"]) == (409, "import_not_ready")


def test_the_copies_of_an_import_are_listed(leos: APIClient) -> None:
    answer = uploaded(leos)
    leos.post(f"{answer['Location']}/commit")
    jobs.work_on_imports()
    listed = leos.get(f"/api/v1/copies?batch={answer.json()['id']}").json()["results"]
    assert [copy["barcode"] for copy in listed] == ["B1"]
    assert leos.get(f"/api/v1/copies?batch={NOBODYS}").json()["results"] == []
    assert leos.get("/api/v1/copies?batch=none").status_code == 422
