"""What is heavier than a page takes is refused before any of it is written to the disk."""

import http.client
import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import User
from catalog.models import Book, ImportBatch
from members.models import Member
from tests import servers
from tests.factories.catalog import BookFactory, CopyTypeFactory
from tests.html import assert_valid, words

MEGABYTE = 1024 * 1024
START = (
    f"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: csrftoken={'a' * 32}\r\n"
    "Content-Type: multipart/form-data; boundary=x\r\n"
)
HEAD = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.bin"\r\n\r\n'
SignedIn = Callable[[User], Client]


def file(megabytes: float) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("a.bin", b"x" * int(megabytes * MEGABYTE))}


@pytest.fixture
def no_disk(settings: Any, tmp_path: Path) -> None:
    """Whoever writes a file that was sent finds no folder for it."""
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path / "nowhere")


@pytest.mark.django_db
@pytest.mark.usefixtures("no_disk")
@pytest.mark.parametrize(
    "path", ["/sign-in", "/language", "/password/reset", "/", "/admin/login/", "/api/v1/docs"]
)
def test_a_stranger_s_heavy_form_is_refused_unwritten(path: str) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.cookies["csrftoken"] = "a" * 32
    answer = browser.post(path, file(5))
    assert answer.status_code == 413
    assert_valid(answer)
    assert "at most 2 MB" in words(answer)


@pytest.mark.django_db
@pytest.mark.usefixtures("no_disk")
def test_a_page_without_files_takes_no_heavy_form_of_the_staff_either(
    signed_in: SignedIn, leo: User
) -> None:
    assert signed_in(leo).post("/members/add", file(5)).status_code == 413


@pytest.mark.django_db
@pytest.mark.usefixtures("no_disk")
def test_an_address_that_is_none_takes_nothing() -> None:
    assert Client().post("/nothing/here", file(5)).status_code == 404


@pytest.mark.django_db
@pytest.mark.usefixtures("no_disk")
@pytest.mark.parametrize("path", ["/imports/add", "/members/import"])
def test_where_files_are_taken_a_stranger_is_sent_to_sign_in(path: str) -> None:
    answer = Client().post(path, file(5))
    assert (answer.status_code, answer["Location"]) == (302, f"/sign-in?next={path}")


@pytest.mark.django_db
@pytest.mark.usefixtures("no_disk")
@pytest.mark.parametrize("path", ["/imports/add", "/members/import"])
def test_where_files_are_taken_who_may_not_send_them_is_refused(
    signed_in: SignedIn, vera: User, path: str
) -> None:
    assert signed_in(vera).post(path, file(5)).status_code == 403


@pytest.mark.django_db
@pytest.mark.usefixtures("harbour")
def test_who_may_sends_a_file_heavier_than_other_pages_take(signed_in: SignedIn, leo: User) -> None:
    CopyTypeFactory()
    line = "Momo;Ende, Michael;" + "x" * 1000 + "\r\n"
    content = ("Titel;Autor;Notiz\r\n" + line * 5000).encode()
    answer = signed_in(leo).post("/imports/add", {"file": SimpleUploadedFile("a.csv", content)})
    assert answer["Location"] == f"/imports/{ImportBatch.objects.get().pk}/map"


@pytest.mark.django_db
@pytest.mark.usefixtures("no_disk")
def test_a_picture_that_is_too_heavy_is_refused_in_its_form(
    signed_in: SignedIn, leo: User, ada: Member
) -> None:
    book: Book = BookFactory()
    for path, name in (
        (f"/books/{book.pk}/cover", "cover"),
        (f"/members/{ada.pk}/photo/change", "photo"),
    ):
        answer = signed_in(leo).post(path, {name: file(10)["file"]})
        assert answer.status_code == 422
        assert_valid(answer)
        assert "JPEG, PNG or WebP, up to 8 MB." in words(answer)


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """Where the server puts what is sent to it."""
    with tempfile.TemporaryDirectory(prefix="library-sent-") as name:
        yield Path(name)


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[servers.Server]:
    with servers.sqlite() as database:
        env = servers.environment(database, TMPDIR=str(folder))
        servers.migrate(env)
        with servers.library(env, workers=1) as running:
            yield running


def sent(folder: Path) -> list[str]:
    return [each.name for each in folder.iterdir() if "upload" in each.name]


def test_it_is_answered_while_it_is_being_sent(server: servers.Server, folder: Path) -> None:
    with socket.create_connection((server.host, server.port), timeout=30) as line:
        line.sendall(f"{START}Content-Length: {40 * MEGABYTE}\r\n\r\n".encode())
        line.sendall(HEAD + b"x" * 20 * MEGABYTE)
        with closing(http.client.HTTPResponse(line, method="POST")) as answer:
            answer.begin()
            assert sent(folder) == []
            assert answer.status == 413
            assert b"at most 2 MB" in answer.read()


def test_one_sent_in_pieces_without_its_length_is_not_read(
    server: servers.Server, folder: Path
) -> None:
    """A form without a length is empty to us: it lacks its safety mark."""
    piece = b"x" * MEGABYTE
    with socket.create_connection((server.host, server.port), timeout=30) as line:
        line.sendall(f"{START}Transfer-Encoding: chunked\r\n\r\n".encode())
        line.sendall(b"%x\r\n%b\r\n" % (len(HEAD), HEAD))
        line.sendall(b"%x\r\n%b\r\n" % (len(piece), piece))
        with closing(http.client.HTTPResponse(line, method="POST")) as answer:
            answer.begin()
            assert sent(folder) == []
            assert answer.status == 403
