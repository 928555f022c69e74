"""One's own choice of notices over REST."""

from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import AuditEntry, User
from members.domain.notices import EVENTS, OPTIONAL
from members.models import Member, UnwantedNotice
from members.services import preferences

pytestmark = pytest.mark.django_db
Api = Callable[..., Any]
AT = "/api/v1/me/notices"


def wanted(answer: Any) -> set[str]:
    rows = answer.json()["results"]
    return {row["event"] for row in rows if row["is_wanted"] and row["is_optional"]}


def test_every_kind_is_told_and_wanted_until_it_is_not(api: Api, ada: Member) -> None:
    answer = api(ada.user).get(AT)
    assert [row["event"] for row in answer.json()["results"]] == list(EVENTS)
    assert wanted(answer) == set(OPTIONAL)


def test_what_is_named_is_wanted_and_the_rest_is_not(api: Api, ada: Member, ben: Member) -> None:
    chosen = api(ada.user).put(AT, {"wanted": ["due_soon"]}, format="json")
    assert chosen.status_code == 200
    assert wanted(chosen) == {"due_soon"}
    assert preferences.unwanted(ada.pk) == set(OPTIONAL) - {"due_soon"}
    assert preferences.unwanted(ben.pk) == set()
    entry = AuditEntry.objects.get(action="member.notices_chosen")
    assert (entry.member_id, entry.interface) == (ada.pk, "api")
    assert wanted(api(ada.user).put(AT, {"wanted": []}, format="json")) == set()


def test_a_kind_that_the_library_does_not_send_says_so(api: Api, ada: Member) -> None:
    rows = {row["event"]: row for row in api(ada.user).get(AT).json()["results"]}
    assert (rows["due_soon"]["is_on"], rows["due_today"]["is_on"]) == (True, False)


@pytest.mark.parametrize(
    ("said", "status", "code"),
    [
        ({"wanted": ["overdue_1"]}, 409, "notice_not_optional"),
        ({"wanted": ["nothing"]}, 422, "invalid"),
        ({"wanted": "due_soon"}, 422, "invalid"),
        ({}, 422, "invalid"),
        ({"wanted": [], "more": 1}, 422, "invalid"),
    ],
)
def test_what_cannot_be_chosen_is_refused(
    api: Api, ada: Member, said: dict[str, Any], status: int, code: str
) -> None:
    answer = api(ada.user).put(AT, said, format="json")
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert not UnwantedNotice.objects.exists()


def test_without_a_card_there_are_no_notices(api: Api, leo: User) -> None:
    assert api(leo).get(AT).json()["code"] == "no_membership"
