"""Pages on which two records of one person become one."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from members.models import LeaveRequest, Member
from tests.conftest import NOW
from tests.factories.members import MemberFactory
from tests.html import assert_valid, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("harbour")]
SignedIn = Callable[[User | None], Client]


def test_two_records_are_found_compared_and_merged(
    signed_in: SignedIn, leo: User, ada: Member
) -> None:
    double = MemberFactory(name="Ada Nowak", phone="+49 30 5550199", user=None)
    Member.objects.filter(pk=ada.pk).update(sort_name="ada nowak")
    assert "The same name" in words(signed_in(leo).get(reverse("members:duplicates")))
    choose = reverse("members:merge_choose", args=[ada.pk])
    url = reverse("members:merge", args=[ada.pk, double.pk])
    assert url in signed_in(leo).get(choose).content.decode()
    assert signed_in(leo).post(choose, {"card_number": double.card_number})["Location"] == url
    page = signed_in(leo).get(url)
    assert "+49 30 5550199" in words(page)
    data = {"revision": ada.revision, "other_revision": double.revision, "take": ["phone"]}
    done = signed_in(leo).post(url, data, follow=True)
    assert "The records were merged." in words(done)
    ada.refresh_from_db()
    assert (ada.phone, ada.phone_digits) == ("+49 30 5550199", "49305550199")
    assert signed_in(leo).post(url, data).status_code == 404


def test_who_wants_to_leave_is_shown_to_the_staff(
    signed_in: SignedIn, leo: User, ada: Member, ben: Member
) -> None:
    merge = reverse("members:merge", args=[ben.pk, ada.pk])
    pages = [reverse("members:member", args=[ada.pk]), f"/desk?member={ada.pk}", merge]
    for asked in (False, True):
        if asked:
            LeaveRequest.objects.create(member=ada, asked_at=NOW)
        for page in map(signed_in(leo).get, pages):
            assert_valid(page)
            assert ("Ada Nowak wants to leave, since 6 May 2026" in words(page)) is asked
    assert "The wish goes with that record" in words(signed_in(leo).get(merge))
    swapped = signed_in(leo).get(reverse("members:merge", args=[ada.pk, ben.pk]))
    assert "Ada Nowak wants to leave" in words(swapped)
    assert "The wish goes with that record" not in words(swapped)
