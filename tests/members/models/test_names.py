"""What people are called goes into letters: no address of a page, nothing that turns a text."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from members.models import Member, OutboxMessage
from tests.members.services.imports.conftest import deed, imported, verdicts

__all__ = ["deed", "imported"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("harbour")]
SignedIn = Callable[[User | None], Client]
NO_NAMES = [
    "http://spam.example/ win",
    "WWW.spam.example",
    "ftp\uff1a//x",
    "\u2067A",
]


@pytest.mark.parametrize("name", NO_NAMES)
def test_such_a_name_is_refused_at_every_door(
    name: str, api: Any, signed_in: SignedIn, ada: Member, leo: User, alma: User
) -> None:
    wish = {"name": name, "email": "new@example.org", "password": "quiet harbour, tall ships"}
    said = {"name": name, "email": ada.email, "phone": "", "address": ""}
    category = {"category": str(ada.category_id), "expires_on": "2027-12-31"}
    edited = said | category | {"revision": "1", "card_number": ada.card_number}
    member = reverse("members:edit", args=[ada.pk])
    admin = reverse("admin:members_member_change", args=[ada.pk])
    answers = [
        api().post("/api/v1/members", wish, format="json"),
        api(ada.user).put("/api/v1/me", said, format="json"),
        Client().post(reverse("members:register"), wish),
        signed_in(ada.user).post("/me", said | {"revision": "1"}),
        signed_in(leo).post(reverse("members:add"), category | {"name": name}),
        signed_in(leo).post(member, edited),
    ]
    assert [answer.status_code for answer in answers] == [422] * len(answers)
    page = signed_in(alma).post(admin, edited | {"seen": "1"})
    assert list(page.context["adminform"].form.errors) == ["name"]
    assert list(Member.objects.values_list("name", flat=True)) == ["Ada Nowak"]
    assert not OutboxMessage.objects.exists()


@pytest.mark.parametrize("name", NO_NAMES)
def test_such_a_name_is_refused_in_a_list(imported: Any, name: str) -> None:
    batch = imported(f"name,card\n{name},A1\n")
    assert [verdict for verdict, _code in verdicts(batch)] == ["refused"]


def test_signs_that_turn_what_stands_beside_a_name_are_left_out(api: Any, ada: Member) -> None:
    said = {"name": "Ada \u202ewoN\u202cak", "email": ada.email, "phone": "", "address": ""}
    assert api(ada.user).put("/api/v1/me", said, format="json").status_code == 200
    assert Member.objects.get().name == "Ada woNak"


@pytest.mark.parametrize(
    "name", ["Ada www", "A: B/C", "Awww. B", "\u0645\u06cc\u200c\u062e\u0648\u0627"]
)
def test_people_are_called_all_kinds_of_things(api: Any, ada: Member, name: str) -> None:
    said = {"name": name, "email": ada.email, "phone": "", "address": ""}
    answer = api(ada.user).put("/api/v1/me", said, format="json")
    assert (answer.status_code, Member.objects.get().name) == (200, name)
