"""Every list of the REST interface: row by row it says what it says at once."""

from collections.abc import Callable
from typing import Any, Final

import pytest
import yaml
from rest_framework.test import APIClient

from accounts.models import User
from accounts.models.audit import Interface
from catalog.models import ImportRow, Stocktake
from catalog.models.headings import CONTRIBUTORS, SUBJECTS
from catalog.services import heading_deeds, merges, stocktakes
from loans.services import payments
from loans.services.situation import Desk
from members.models import Member, MemberImport, MemberImportRow, MemberView
from members.services import newcomers
from scripts import schema
from tests.conftest import NOW
from tests.factories.catalog import (
    BookFactory,
    BranchFactory,
    CopyFactory,
    CopyTypeFactory,
    ImportBatchFactory,
)
from tests.factories.holds import HoldFactory
from tests.factories.loans import LoanFactory
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db
TWO: Final = range(1, 3)
OF_STAFF: Final = (
    "/api/v1/books",
    "/api/v1/books/{book_id}/copies",
    "/api/v1/books/{book_id}/history",
    "/api/v1/books/{book_id}/merges",
    "/api/v1/branches",
    "/api/v1/contributors",
    "/api/v1/contributors/{contributor_id}/merges",
    "/api/v1/copies",
    "/api/v1/copy-types",
    "/api/v1/holds",
    "/api/v1/imports",
    "/api/v1/imports/{batch_id}/rows",
    "/api/v1/loans",
    "/api/v1/member-imports",
    "/api/v1/member-imports/{import_id}/rows",
    "/api/v1/members",
    "/api/v1/members/unchecked",
    "/api/v1/members/{member_id}/account",
    "/api/v1/stocktakes",
    "/api/v1/stocktakes/{stocktake_id}/report",
    "/api/v1/subjects",
    "/api/v1/subjects/{subject_id}/merges",
    "/api/v1/timeline",
)
OF_ADA: Final = ("/api/v1/account", "/api/v1/me/views")
Ids = dict[str, Any]


def catalogued(leo: User) -> Ids:
    """Two books, into one of which two others were merged, with their names and subjects."""
    by: dict[str, Any] = {"actor": leo, "now": NOW, "interface": Interface.PAGE}
    BookFactory(author="Marsh, Ada", subject="Sea")
    kept = BookFactory(author="Nowak, Jan", subject="Tides")
    person, topic = kept.contributions.get().contributor_id, kept.subjects.get().pk
    for number in TWO:
        gone = BookFactory(author=f"Gone, {number}", subject=f"Gone {number}")
        went = gone.contributions.get().contributor_id, gone.subjects.get().pk
        merges.merge(gone.pk, kept.pk, **by)
        heading_deeds.merge(CONTRIBUTORS, went[0], person, **by)
        heading_deeds.merge(SUBJECTS, went[1], topic, **by)
    return {"book_id": kept.pk, "contributor_id": person, "subject_id": topic, "book": kept}


def shelved(book: Any, leo: User) -> Ids:
    """Two copies of the book, two branches and types, two stocktakes with two unknown numbers."""
    BranchFactory(code="hill", name="Hill branch")
    CopyTypeFactory(code="disc", name="Disc")
    copies = CopyFactory.create_batch(2, book=book)
    opened: dict[str, Any] = {"branch": copies[0].branch, "opened_at": NOW, "opened_by": leo}
    counted, _other = (Stocktake.objects.create(**opened) for _ in TWO)
    by: dict[str, Any] = {"actor": leo, "now": NOW, "interface": Interface.PAGE}
    for number in TWO:
        stocktakes.scan(counted.pk, f"UNKNOWN{number}", **by)
    return {"stocktake_id": counted.pk, "branch": copies[0].branch}


def imported() -> Ids:
    """Two imports of books and two of members, each with two rows."""
    books, _other = ImportBatchFactory.create_batch(2)
    said: dict[str, Any] = {"size": 9, "format": "csv", "created_at": NOW}
    people, _other = (MemberImport.objects.create(**said) for _ in TWO)
    for number in TWO:
        ImportRow.objects.create(batch=books, number=number, offset=number, verdict="new")
        MemberImportRow.objects.create(batch=people, number=number, place=number, verdict="new")
    return {"batch_id": books.pk, "import_id": people.pk}


def lent(ada: Member, desk: Desk) -> Ids:
    """Two loans, holds and charges of Ada's, at whom the staff looked twice; two who wait."""
    for _ in TWO:
        LoanFactory(member=ada)
        HoldFactory(member=ada)
        payments.charge(ada.pk, 100, "A torn page", desk=desk)
        MemberView.objects.create(member=ada, at=NOW, interface=Interface.DESK)
        newcomers.hold_back(MemberFactory(), now=NOW)
    return {"member_id": ada.pk}


@pytest.fixture
def ids(ada: Member, leo: User) -> Ids:
    """What the addresses name, in a library that has two of everything."""
    made = catalogued(leo)
    made |= shelved(made["book"], leo) | imported()
    return made | lent(ada, Desk(leo, made["branch"], NOW, Interface.DESK))


def walked(client: APIClient, address: str, asked: Ids, way: str) -> tuple[list[Any], str]:
    """The rows of page after page ``way``, and the address of the last page."""
    rows = []
    page = client.get(address, asked)
    while True:
        assert page.status_code == 200, page.content
        assert len(page.json()["results"]) == 1
        rows += page.json()["results"]
        if not page.json()[way]:
            return rows, address
        address = page.json()[way]
        page = client.get(address)


def test_no_list_is_missing() -> None:
    paths = yaml.safe_load(schema.KEPT.read_bytes())["paths"]
    paged = {
        path
        for path, methods in paths.items()
        if "cursor" in {each["name"] for each in methods.get("get", {}).get("parameters", [])}
    }
    assert paged == {*OF_STAFF, *OF_ADA}


@pytest.mark.parametrize("path", [*OF_STAFF, *OF_ADA])
def test_a_list_says_row_by_row_what_it_says_at_once(
    path: str, ids: Ids, ada: Member, leo: User, api: Callable[..., APIClient]
) -> None:
    client = api(ada.user if path in OF_ADA else leo)
    address = path.format(**ids)
    asked = {"member": ids["member_id"]} if path.endswith("timeline") else {}
    at_once = client.get(address, asked).json()["results"]
    forwards, last = walked(client, address, asked | {"page_size": "1"}, "next")
    backwards, _first = walked(client, last, {}, "previous")
    assert len(at_once) > 1
    assert forwards == at_once
    assert backwards[::-1] == at_once
