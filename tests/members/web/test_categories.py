"""Categories of members on their pages: terms and ages that can be lived with, and no circles."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from members.models import Category
from tests.factories.members import CategoryFactory
from tests.html import words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("harbour")]
SignedIn = Callable[[User | None], Client]
PUPIL = {"name": "Pupil", "code": "pupil", "enrolment_months": "10"}
HUGE = "99999999999999999999"


@pytest.mark.parametrize(
    "said",
    [
        {"enrolment_months": "0"},
        {"enrolment_months": "1201"},
        {"enrolment_months": HUGE},
        {"min_age": "200"},
        {"min_age": HUGE},
        {"max_age": "151"},
        {"own_titles_from_age": HUGE},
        {"own_titles_from_age": "-1"},
    ],
)
def test_a_number_nobody_can_live_with_is_refused_beside_its_field(
    signed_in: SignedIn, alma: User, said: dict[str, str]
) -> None:
    page = signed_in(alma).post(reverse("members:category_add"), PUPIL | said)
    (name,) = said
    assert (page.status_code, list(page.context["form"].errors)) == (422, [name])
    assert not Category.objects.filter(code="pupil").exists()
    admin = signed_in(alma).post(reverse("admin:members_category_add"), PUPIL | said)
    assert list(admin.context["adminform"].form.errors) == [name]


def test_the_longest_term_is_a_hundred_years(signed_in: SignedIn, alma: User) -> None:
    said = PUPIL | {"enrolment_months": "1200", "max_age": "150"}
    assert signed_in(alma).post(reverse("members:category_add"), said).status_code == 302
    page = words(signed_in(alma).get(reverse("members:add")))
    assert "Pupil: 6 May 2126" in page


def test_nobody_moves_up_in_a_circle(signed_in: SignedIn, alma: User) -> None:
    adult = CategoryFactory()
    pupil = CategoryFactory(code="pupil", name="Pupil", moves_up_to=adult)
    toddler = CategoryFactory(code="toddler", name="Toddler", moves_up_to=pupil)
    said = {"name": "Adult", "code": "adult", "enrolment_months": "12"}
    said["moves_up_to"] = str(toddler.pk)
    page = signed_in(alma).post(reverse("members:category", args=[adult.pk]), said)
    assert (page.status_code, "Members would move up in a circle." in words(page)) == (422, True)
    admin = signed_in(alma).post(reverse("admin:members_category_change", args=[adult.pk]), said)
    assert "Members would move up in a circle." in words(admin)
    adult.refresh_from_db()
    assert adult.moves_up_to is None
