from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from accounts.models import AuditEntry, User
from catalog.models import Branch
from loans.models import Policy
from members.models import Member
from tests.factories.catalog import CopyTypeFactory
from tests.factories.loans import PolicyFactory
from tests.factories.members import CategoryFactory

pytestmark = pytest.mark.django_db
Api = Callable[..., APIClient]
LIST = "/api/v1/policies"


@pytest.fixture
def things(harbour: Branch) -> dict[str, str]:
    CategoryFactory(code="child", name="Child")
    CopyTypeFactory(code="dvd", name="DVD")
    return {"branch": "harbour", "member_category": "child", "copy_type": "dvd"}


def one(policy: Policy) -> str:
    return f"{LIST}/{policy.pk}"


def test_an_administrator_adds_a_policy_and_it_explains_itself(
    api: Api, alma: User, things: dict[str, str]
) -> None:
    said = {"name": "Films", **things, "loan_days": 7, "renewal_limit": 0, "fine_per_day": 20}
    answer = api(alma).post(LIST, said, format="json")
    assert answer.status_code == 201
    body = answer.json()
    assert said.items() <= body.items()
    assert body["sentences"][:2] == [
        "Lent for 7 days, on the next open day when that one is closed.",
        "No renewals.",
    ]
    assert AuditEntry.objects.get(action="policy.added").interface == "api"
    assert api(alma).get(f"{LIST}/{body['id']}").json() == body


def test_the_same_key_adds_one_policy_only(api: Api, alma: User, things: dict[str, str]) -> None:
    said = {"name": "Films", **things}
    client = api(alma)
    first, second = (
        client.post(LIST, said, format="json", headers={"Idempotency-Key": "k1"}) for _ in "12"
    )
    assert first.json() == second.json()
    assert Policy.objects.count() == 2


def test_a_change_by_someone_who_saw_an_older_state_is_refused(api: Api, alma: User) -> None:
    policy = PolicyFactory(copy_type=CopyTypeFactory())
    client = api(alma)
    tag = client.get(one(policy)).headers["ETag"]
    said = {"name": "For a week", "copy_type": "book", "loan_days": 7}
    done = client.put(one(policy), said, format="json", headers={"If-Match": tag})
    assert (done.status_code, done.json()["loan_days"]) == (200, 7)
    late = client.put(one(policy), said, format="json", headers={"If-Match": tag})
    assert (late.status_code, late.json()["code"]) == (412, "policy_changed")
    gone = client.delete(one(policy), headers={"If-Match": done.headers["ETag"]})
    assert gone.status_code == 204
    assert client.get(one(policy)).json()["code"] == "unknown_policy"


def test_the_default_stays(api: Api, alma: User) -> None:
    default = Policy.objects.get()
    answer = api(alma).delete(one(default))
    assert (answer.status_code, answer.json()["code"]) == (409, "policy_is_default")


@pytest.mark.parametrize(
    ("said", "status", "code"),
    [
        ({"loan_days": 0}, 422, "invalid"),
        ({"loan_days": "14"}, 422, "invalid"),
        ({"fine_per_day": -1}, 422, "invalid"),
        ({"closed_days": "perhaps"}, 422, "invalid"),
        ({"loan_dayz": 14}, 422, "invalid"),
        ({"branch": "nowhere"}, 422, "unknown_branch"),
        ({"member_category": "nobody"}, 422, "unknown_category"),
        ({"copy_type": "nothing"}, 422, "unknown_copy_type"),
        ({"term_bound": "not_after"}, 422, "fixed_date_missing"),
        ({"term_bound": "not_after", "term_on": "2026-05-05"}, 422, "fixed_date_is_past"),
        ({"valid_from": "2026-06-01", "valid_until": "2026-05-31"}, 422, "ends_before_it_begins"),
        ({"branch": None}, 409, "policy_there"),
        ({"branch": None, "valid_until": "2026-12-31"}, 409, "policy_is_default"),
    ],
)
def test_what_makes_no_sense_is_refused(
    api: Api, alma: User, things: dict[str, str], said: dict[str, Any], status: int, code: str
) -> None:
    answer = api(alma).post(LIST, {"name": "X", "branch": "harbour", **said}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert Policy.objects.count() == 1


def test_the_winner_comes_with_its_reasons(api: Api, vera: User, things: dict[str, str]) -> None:
    PolicyFactory(name="Harbour", branch=Branch.objects.get(code="harbour"))
    PolicyFactory(name="Autumn", branch=Branch.objects.get(code="harbour"), valid_from="2026-09-01")
    asked = {"branch": "harbour", "category": "child", "type": "dvd"}
    body = api(vera).get(f"{LIST}/winner", asked).json()
    assert (body["policy"]["name"], body["won_by"], body["on"]) == (
        "Harbour",
        ["branch"],
        "2026-05-06",
    )
    assert [(each["policy"]["name"], each["code"]) for each in body["weaker"]] == [
        ("Default", "wider")
    ]
    assert [each["name"] for each in body["to_come"]] == ["Autumn"]
    later = api(vera).get(f"{LIST}/winner", asked | {"on": "2026-09-01"}).json()
    assert later["policy"]["name"] == "Autumn"
    assert [each["code"] for each in later["weaker"]] == ["older", "wider"]


@pytest.mark.parametrize(
    "asked",
    [{"type": "dvd"}, {"type": "dvd", "category": "child", "branch": "x"}, {"colour": "red"}],
)
def test_a_question_that_cannot_be_answered_is_refused(
    api: Api, vera: User, things: dict[str, str], asked: dict[str, str]
) -> None:
    assert api(vera).get(f"{LIST}/winner", asked).status_code == 422


def test_the_staff_read_and_administrators_write(
    api: Api, ada: Member, vera: User, leo: User, alma: User, things: dict[str, str]
) -> None:
    policy = PolicyFactory(copy_type=CopyTypeFactory())
    asked = {"branch": "harbour", "category": "child", "type": "dvd"}
    who = {"anyone": None, "member": ada.user, "volunteer": vera, "librarian": leo, "admin": alma}
    found = {}
    for role, user in who.items():
        client = api(user)
        found[role] = [
            client.get(LIST).status_code,
            client.get(one(policy)).status_code,
            client.get(f"{LIST}/winner", asked).status_code,
            client.post(LIST, {}, format="json").status_code,
            client.put(one(policy), {}, format="json").status_code,
            client.delete(one(policy)).status_code,
        ]
    assert found == {
        "anyone": [401] * 6,
        "member": [403] * 6,
        "volunteer": [200, 200, 200, 403, 403, 403],
        "librarian": [200, 200, 200, 403, 403, 403],
        "admin": [200, 200, 200, 422, 422, 204],
    }


def test_the_list_asks_as_often_for_many_policies_as_for_one(
    api: Api, vera: User, harbour: Branch
) -> None:
    client = api(vera)
    client.get(LIST)

    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(LIST)
        return len(asked)

    one = questions()
    for day in range(1, 20):
        PolicyFactory(branch=harbour, valid_from=f"2026-07-{day:02}")
    assert questions() == one
    assert len(client.get(LIST).json()["results"]) == 20
