"""One search box: names in any order and script, cards, addresses, telephones; the same at the
desk, on the page and over REST.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from members.models import Member
from tests.factories.members import MemberFactory
from tests.html import words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("harbour")]

TYPED = [
    ("Zoë Müller-Lüdenscheidt", "zoe muller"),
    ("Zoë Müller-Lüdenscheidt", "LUDENSCHEIDT Zoë"),
    ("Łukasz Żółć", "zolc lukasz"),
    ("Ольга Коваленко", "коваленко ольга"),
    ("Ольга Коваленко", "КОВАЛ"),
    ("Йосип Їжакевич", "їжакевич"),
    ("محمد الأحمد", "الأحمد محمد"),
    ("山田 太郎", "山田"),
    ("山田 太郎", "太郎 山田"),
    ("김민준", "김민준"),
    ("Nguyễn Thị Ánh", "anh nguyen"),
]


@pytest.mark.parametrize(("name", "typed"), TYPED)
def test_a_name_is_found_in_any_order_and_script(name: str, typed: str) -> None:
    someone = MemberFactory(name=name)
    MemberFactory(name="Ben Okafor")
    assert list(Member.objects.matching(typed)) == [someone]


@pytest.mark.parametrize(
    "typed", ["Müller", "muller@example.org", "5550199", "+49 (0)30 555-0199", "٥٥٥٠١٩٩"]
)
def test_the_desk_the_page_and_rest_find_the_same(
    typed: str,
    signed_in: Callable[[User], Client],
    api: Callable[..., Any],
    vera: User,
) -> None:
    someone = MemberFactory(
        name="Zoë Müller",
        user__email="muller@example.org",
        phone="030 5550199",
        phone_digits="0305550199",
    )
    MemberFactory(name="Ben Okafor")
    desk = signed_in(vera).post(reverse("loans:desk"), {"scan": typed, "key": "k"})
    assert "Zoë Müller" in words(desk)
    page = words(signed_in(vera).get(reverse("members:find"), {"q": typed}))
    assert "Zoë Müller" in page
    assert "Ben Okafor" not in page
    found = api(vera).get("/api/v1/members", {"q": typed}).json()["results"]
    assert [each["id"] for each in found] == [str(someone.pk)]


@pytest.mark.parametrize("way", ["{}", " {} ", "{0[0]} {0[1]}{0[2]}{0[3]}{0[4]} {1}"])
def test_a_card_is_found_as_scanned_and_as_printed(
    way: str, signed_in: Callable[[User], Client], api: Callable[..., Any], vera: User
) -> None:
    someone = MemberFactory()
    card = someone.card_number
    typed = way.format(card, card[5:])
    assert api(vera).get("/api/v1/members", {"q": typed}).json()["results"][0]["id"] == str(
        someone.pk
    )
    found = signed_in(vera).get(reverse("members:find"), {"q": typed})
    assert found["Location"] == reverse("members:member", args=[someone.pk])
