"""Photos: made anew, changed, taken away, and gone with their member."""

from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from PIL import Image

from accounts.models import AuditEntry, User
from accounts.models.audit import Interface
from members import errors
from members.models import Member, MemberPhoto
from members.services import leaving, merging, photos
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def by(leo: User) -> dict[str, Any]:
    return {"actor": leo, "now": NOW, "interface": Interface.PAGE}


def picture(size: tuple[int, int] = (900, 1200), colour: str = "red", **options: Any) -> BytesIO:
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG", **options)
    out.seek(0)
    return out


def test_only_the_picture_is_kept_upright_and_small(ada: Member, by: dict[str, Any]) -> None:
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "A camera", 6
    sent = picture((1200, 900), exif=exif, comment=b"a hidden note")
    photos.put(ada.pk, sent, **by)
    kept = photos.of(ada.pk)
    with Image.open(BytesIO(kept)) as found:
        assert (found.format, found.size) == ("JPEG", (450, 600))
        assert not found.getexif()
    assert b"hidden note" not in kept
    assert AuditEntry.objects.filter(action="member.photo_put", member_id=ada.pk).count() == 1


def test_another_one_takes_its_place(ada: Member, by: dict[str, Any]) -> None:
    photos.put(ada.pk, picture(), **by)
    first = photos.of(ada.pk)
    photos.put(ada.pk, picture(colour="blue"), **by)
    assert photos.of(ada.pk) != first
    assert MemberPhoto.objects.count() == 1


def test_taken_away_it_is_gone_and_once_more_changes_nothing(
    ada: Member, by: dict[str, Any]
) -> None:
    photos.put(ada.pk, picture(), **by)
    photos.remove(ada.pk, **by)
    photos.remove(ada.pk, **by)
    with pytest.raises(errors.UnknownPhoto):
        photos.of(ada.pk)
    assert AuditEntry.objects.filter(action="member.photo_removed").count() == 1


@pytest.mark.parametrize("sent", [b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"\xff\xd8"])
def test_what_is_no_picture_is_refused_and_the_old_one_stays(
    ada: Member, by: dict[str, Any], sent: bytes
) -> None:
    photos.put(ada.pk, picture(), **by)
    with pytest.raises(errors.InvalidPhoto):
        photos.put(ada.pk, BytesIO(sent), **by)
    assert photos.of(ada.pk)


def test_nobody_has_no_photo(by: dict[str, Any]) -> None:
    with pytest.raises(errors.UnknownMember):
        photos.put(uuid4(), picture(), **by)
    with pytest.raises(errors.UnknownMember):
        photos.remove(uuid4(), **by)


def test_it_goes_with_the_member(ada: Member, by: dict[str, Any]) -> None:
    photos.put(ada.pk, picture(), **by)
    leaving.remove(ada.pk, **by)
    assert not MemberPhoto.objects.exists()


def test_it_follows_to_the_record_that_stays_unless_that_has_one(
    ada: Member, ben: Member, by: dict[str, Any]
) -> None:
    photos.put(ben.pk, picture(colour="blue"), **by)
    blue = photos.of(ben.pk)
    merging.merge(ben.pk, ada.pk, **by)
    assert photos.of(ada.pk) == blue


def test_the_photo_of_the_record_that_stays_stays(
    ada: Member, ben: Member, by: dict[str, Any]
) -> None:
    photos.put(ada.pk, picture(), **by)
    red = photos.of(ada.pk)
    photos.put(ben.pk, picture(colour="blue"), **by)
    merging.merge(ben.pk, ada.pk, **by)
    assert photos.of(ada.pk) == red
    assert MemberPhoto.objects.count() == 1
