import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import RequestFactory

from catalog.api import early
from catalog.models import Book
from loans.services import checkout
from loans.services.situation import Desk
from members.models import Member
from tests.factories.catalog import BookFactory, CopyFactory

pytestmark = pytest.mark.django_db

# Said by the endpoint because others of its answers differ by them; for a book they do not.
ONLY_ENDPOINT = {"Vary", "Allow", "Content-Language", "Content-Length"}


@pytest.fixture(autouse=True)
def _connections_stay(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A connection in the transaction of a test is not old, though it looks so."""
    monkeypatch.setattr(early, "close_old_connections", lambda: None)
    ends = (request_started, request_finished)
    for signal in ends:
        signal.disconnect(close_old_connections)
    yield
    for signal in ends:
        signal.connect(close_old_connections)


@pytest.fixture
def book(harbour: Any) -> Book:
    made: Book = CopyFactory(book=BookFactory(author="Le Guin, Ursula K."), branch=harbour).book
    return made


class Asked:
    """A request through the WSGI application, and whether it came as far as Django."""

    def __init__(self, path: str, method: str = "GET", **environ: str) -> None:
        self.reached_django = False
        answers: list[tuple[str, list[tuple[str, str]]]] = []
        made = RequestFactory().generic(method, path, HTTP_HOST="testserver").environ | environ
        body = early.ReadyBooks(self._django)(made, lambda *said: answers.append(said))
        self.body = b"".join(body)
        self.status = int(answers[0][0].split()[0])
        self.headers = dict(answers[0][1])

    def _django(self, environ: Any, start: Any) -> Any:
        self.reached_django = True
        return WSGIHandler()(environ, start)


def address(book: Book) -> str:
    return f"/api/v1/books/{book.pk}"


def test_it_says_what_the_endpoint_says(book: Book, api: Any) -> None:
    early, endpoint = Asked(address(book)), api().get(address(book))
    assert not early.reached_django
    assert early.status == endpoint.status_code == 200
    assert early.body == endpoint.content
    shared = {name: said for name, said in endpoint.headers.items() if name not in ONLY_ENDPOINT}
    shared["X-Request-ID"] = early.headers["X-Request-ID"]
    assert early.headers == shared | {"Content-Length": str(len(early.body))}


def test_a_reader_who_has_it_already_is_sent_nothing(book: Book) -> None:
    tag = Asked(address(book)).headers["ETag"]
    again = Asked(address(book), HTTP_IF_NONE_MATCH=f'"other", W/{tag}')
    assert (again.status, again.body, again.headers["ETag"]) == (304, b"", tag)
    assert not again.reached_django


def test_a_loan_is_seen_at_once(
    book: Book, ada: Member, at_desk: Desk, django_capture_on_commit_callbacks: Any
) -> None:
    before = Asked(address(book))
    with django_capture_on_commit_callbacks(execute=True):
        checkout.lend_copy(book.copies.get().barcode, ada.pk, desk=at_desk)
    after = Asked(address(book), HTTP_IF_NONE_MATCH=before.headers["ETag"])
    assert after.status == 200
    assert json.loads(before.body)["copies_available"] == 1
    assert json.loads(after.body)["copies_available"] == 0
    assert not after.reached_django


def test_a_second_reading_asks_the_database_once_at_most(
    book: Book, django_assert_max_num_queries: Any
) -> None:
    first = Asked(address(book))
    with django_assert_max_num_queries(1):
        assert Asked(address(book)).body == first.body


def test_it_has_an_id_and_a_line_in_the_log(book: Book, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="library.request")
    answer = Asked(address(book), HTTP_X_REQUEST_ID="from-the-client")
    assert answer.headers["X-Request-ID"] == "from-the-client"
    records: list[Any] = [each for each in caplog.records if each.name == "library.request"]
    (line,) = [each.msg for each in records]
    assert line["path"] == address(book)
    assert (line["method"], line["status"], line["request_id"]) == ("GET", 200, "from-the-client")


@pytest.mark.parametrize(
    ("method", "environ", "status"),
    [
        ("GET", {"HTTP_HOST": "elsewhere.example"}, 400),
        ("GET", {"HTTP_HOST": ""}, 400),
        ("GET", {"HTTP_ACCEPT": "text/html"}, 406),
        ("GET", {"QUERY_STRING": "x=1"}, 200),
        ("DELETE", {}, 401),
        ("HEAD", {}, 200),
    ],
)
def test_the_endpoint_answers_what_is_out_of_the_ordinary(
    book: Book, method: str, environ: dict[str, str], status: int
) -> None:
    answer = Asked(address(book), method, **environ)
    assert answer.status == status
    assert answer.reached_django is ("QUERY_STRING" not in environ)


def test_a_book_that_is_gone_is_not_found(book: Book, leo: Any, now: Any) -> None:
    Book.objects.filter(pk=book.pk).update(withdrawn_at=now)
    answer = Asked(address(book))
    assert answer.status == 404
    assert answer.reached_django
    assert json.loads(answer.body)["code"] == "unknown_book"


def test_a_request_that_must_come_by_https_is_sent_there(book: Book, settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True
    plain = Asked(address(book))
    assert plain.reached_django
    assert plain.status == 301
    assert not Asked(address(book), **{"wsgi.url_scheme": "https"}).reached_django
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert Asked(address(book), HTTP_X_FORWARDED_PROTO="http").reached_django
    assert not Asked(address(book), HTTP_X_FORWARDED_PROTO="https").reached_django
