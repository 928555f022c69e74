import struct
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from accounts.models import AuditEntry, User
from accounts.models.audit import Interface
from catalog import errors
from catalog.domain import covers as names
from catalog.models import Book
from catalog.services import covers
from tests.factories.catalog import BookFactory

pytestmark = pytest.mark.django_db
CAMERA = 0x010F
ORIENTATION = 0x0112


def picture(kind: str = "JPEG", size: tuple[int, int] = (900, 1200), **options: Any) -> BytesIO:
    mode, colour = options.pop("mode", "RGB"), options.pop("colour", "red")
    out = BytesIO()
    Image.new(mode, size, colour).save(out, kind, **options)
    out.seek(0)
    return out


def put(book: Book, sent: Any, leo: User, now: Any) -> Book:
    return covers.put(book.pk, sent, actor=leo, now=now, interface=Interface.PAGE)


def kept(settings: Any, book: Book, name: str = "") -> Path:
    return Path(settings.MEDIA_ROOT) / names.path(book.pk, name or book.cover)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_kept_in_two_sizes(leo: User, now: Any, settings: Any, kind: str) -> None:
    book = put(BookFactory(), picture(kind), leo, now)
    with Image.open(kept(settings, book)) as large:
        assert (large.format, large.size) == ("JPEG", (640, 853))
    with Image.open(kept(settings, book, names.small(book.cover))) as small:
        assert (small.format, small.size) == ("JPEG", (240, 320))
    book.refresh_from_db()
    assert book.version == 2
    assert AuditEntry.objects.filter(action="book.cover_put", book_id=book.pk).exists()


def test_where_and_by_what_it_was_taken_is_gone_and_it_stands_upright(
    leo: User, now: Any, settings: Any
) -> None:
    exif = Image.Exif()
    exif[CAMERA], exif[ORIENTATION] = "A camera", 6
    sent = picture(size=(1200, 900), exif=exif, comment=b"a hidden note")
    book = put(BookFactory(), sent, leo, now)
    with Image.open(kept(settings, book)) as large:
        assert large.size == (640, 853)
        assert not large.getexif()
    assert b"hidden note" not in kept(settings, book).read_bytes()


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "L", "CMYK", "1"])
def test_every_way_to_hold_colours_becomes_a_picture(
    leo: User, now: Any, settings: Any, mode: str
) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"
    book = put(BookFactory(), picture(kind, mode=mode, colour=0), leo, now)
    with Image.open(kept(settings, book)) as large:
        assert large.mode == "RGB"
        if mode in {"RGBA", "LA"}:
            assert large.getpixel((5, 5)) == (255, 255, 255)


def test_a_new_cover_replaces_the_old_file_once_it_is_committed(
    leo: User, now: Any, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    book = BookFactory()
    with django_capture_on_commit_callbacks(execute=True):
        first = put(book, picture(), leo, now).cover
        second = put(book, picture(colour="blue"), leo, now)
        assert kept(settings, second, first).exists()
    assert first != second.cover
    assert not kept(settings, second, first).exists()
    assert not kept(settings, second, names.small(first)).exists()
    assert kept(settings, second).exists()


def test_the_same_picture_again_changes_nothing(leo: User, now: Any, settings: Any) -> None:
    book = put(BookFactory(), picture(), leo, now)
    put(book, picture(), leo, now)
    book.refresh_from_db()
    assert book.version == 2
    assert kept(settings, book).exists()


def test_a_cover_can_be_taken_away(
    leo: User, now: Any, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    book = put(BookFactory(), picture(), leo, now)
    file = kept(settings, book)
    with django_capture_on_commit_callbacks(execute=True):
        covers.remove(book.pk, actor=leo, now=now, interface=Interface.PAGE)
    assert Book.objects.get().cover == ""
    assert not file.exists()
    covers.remove(book.pk, actor=leo, now=now, interface=Interface.PAGE)


def bomb() -> bytes:
    """A PNG of a few bytes that says it is 60,000 by 60,000."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    size = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 1000)
    start = b"\x89PNG\r\n\x1a\n"
    return start + chunk(b"IHDR", size) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"not a picture",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"\x89PNG\r\n\x1a\n" + b"\0" * 100,
        b"\xff\xd8\xff\xe0" + b"\0" * 100,
        bomb(),
        picture("GIF").getvalue(),
        picture("TIFF").getvalue(),
        picture().getvalue()[:400],
        picture(size=(9000, 9000), kind="PNG", mode="1", colour=0).getvalue(),
    ],
    ids=["empty", "text", "svg", "png", "jpeg", "bomb", "gif", "tiff", "cut", "huge"],
)
def test_anything_else_is_refused_and_leaves_no_file(
    leo: User, now: Any, settings: Any, sent: bytes
) -> None:
    book = BookFactory()
    with pytest.raises(errors.InvalidCover):
        put(book, BytesIO(sent), leo, now)
    assert Book.objects.get().cover == ""
    assert not Path(settings.MEDIA_ROOT).exists()


def test_more_than_eight_megabytes_are_refused(leo: User, now: Any, settings: Any) -> None:
    settings.MAX_COVER_BYTES = 1000
    with pytest.raises(errors.InvalidCover):
        put(BookFactory(), picture(), leo, now)


def test_a_withdrawn_book_gets_no_cover(leo: User, now: Any, settings: Any) -> None:
    with pytest.raises(errors.UnknownBook):
        put(BookFactory(withdrawn_at=now), picture(), leo, now)
    assert not Path(settings.MEDIA_ROOT).exists()
