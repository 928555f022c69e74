"""Photos on pages: of the staff, and of nobody else."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from accounts.models import User
from catalog.models import Branch
from members.models import Member, MemberView
from members.services import photos
from tests.html import assert_valid, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("harbour")]
SignedIn = Callable[[User | None], Client]


def jpeg() -> bytes:
    out = BytesIO()
    Image.new("RGB", (300, 400), "red").save(out, "JPEG")
    return out.getvalue()


def put(client: Client, member: Member, content: bytes) -> Any:
    sent = {"photo": SimpleUploadedFile("me.jpg", content, "image/jpeg")}
    return client.post(reverse("members:photo_change", args=[member.pk]), sent, follow=True)


@pytest.fixture
def url(ada: Member) -> str:
    return reverse("members:photo", args=[ada.pk])


def test_the_desk_puts_a_photo_in_sees_it_and_takes_it_away(
    signed_in: SignedIn, leo: User, ada: Member, url: str, harbour: Branch
) -> None:
    librarian = signed_in(leo)
    page = librarian.get(reverse("members:member", args=[ada.pk]))
    assert "<img" not in page.content.decode()
    page = put(librarian, ada, jpeg())
    assert "The photo was saved." in words(page)
    assert f'src="{url}"' in page.content.decode()
    desk = librarian.get(reverse("loans:desk"), {"member": str(ada.pk), "branch": harbour.code})
    assert f'src="{url}"' in desk.content.decode()
    change = reverse("members:photo_change", args=[ada.pk])
    assert_valid(librarian.get(change))
    gone = librarian.post(change, {"remove": "yes"}, follow=True)
    assert "The photo was removed." in words(gone)
    assert librarian.get(url).status_code == 404


def test_it_is_private_and_nothing_keeps_it_on_the_way(
    signed_in: SignedIn, leo: User, vera: User, ada: Member, url: str
) -> None:
    put(signed_in(leo), ada, jpeg())
    seen = signed_in(vera).get(url)
    assert seen["Content-Type"] == "image/jpeg"
    assert "no-store" in seen["Cache-Control"]
    assert seen["X-Content-Type-Options"] == "nosniff"
    assert seen.content == photos.of(ada.pk)
    assert Client().get(url).status_code == 302
    assert signed_in(ada.user).get(url).status_code == 403


def test_what_is_no_picture_is_refused_at_its_field(
    signed_in: SignedIn, leo: User, ada: Member
) -> None:
    answer = put(signed_in(leo), ada, b"not a picture")
    assert answer.status_code == 422
    assert "This file is not a picture we can use" in words(answer)


def test_with_its_page_it_is_one_look_and_by_itself_a_look_too(
    signed_in: SignedIn, leo: User, vera: User, ada: Member, url: str
) -> None:
    put(signed_in(leo), ada, jpeg())
    MemberView.objects.all().delete()
    volunteer = signed_in(vera)
    volunteer.get(reverse("loans:desk"), {"member": str(ada.pk)})
    volunteer.get(url)
    assert MemberView.objects.filter(member=ada, actor=vera).count() == 1
    MemberView.objects.all().delete()
    volunteer.get(url)
    assert MemberView.objects.filter(member=ada, actor=vera).count() == 1
