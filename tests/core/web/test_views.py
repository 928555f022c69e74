from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection
from django.http import Http404
from django.test import Client
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core import errors
from tests.core.trouble import Trouble as Seen
from tests.html import assert_valid

Trouble = Callable[[BaseException], None]
pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.core.edges")]


class TitleTaken(errors.Conflict):
    code = "title_taken"
    message = _("There is a “%(title)s” already.")
    field = "title"


class ShelfFull(errors.Conflict):
    code = "shelf_full"
    message = _("The shelf is full.")
    field = "shelf"


def test_a_form_does_its_deed_with_clean_values_and_goes_on(trouble: Trouble) -> None:
    answer = Client().post("/test/wish", {"title": " A wizard "})
    assert (answer.status_code, answer["Location"]) == (302, "/test/thanks")
    assert Seen.seen == {"title": "A wizard"}


@pytest.mark.parametrize("title", ["", "x" * 21, "a\0b"])
def test_a_form_that_is_wrong_is_shown_again_and_nothing_is_done(
    trouble: Trouble, title: str
) -> None:
    answer = Client().post("/test/wish", {"title": title})
    assert answer.status_code == 422
    assert "errorlist" in answer.content.decode()
    assert Seen.seen is None


def test_a_refusal_stands_at_its_field_with_what_was_typed_kept(trouble: Trouble) -> None:
    trouble(TitleTaken(title="<A>"))
    answer = Client().post("/test/wish", {"title": "<A>"})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "There is a “&lt;A&gt;” already." in text
    assert 'value="&lt;A&gt;"' in text
    assert "nonfield" not in text


@pytest.mark.parametrize("error", [ShelfFull(), errors.NotAllowed(), errors.Unavailable()])
def test_a_refusal_about_no_field_of_the_form_stands_above_it(
    trouble: Trouble, error: errors.LibraryError
) -> None:
    trouble(error)
    answer = Client().post("/test/wish", {"title": "A"})
    assert answer.status_code in {409, 403, 503}
    assert "nonfield" in answer.content.decode()
    assert str(error) in answer.content.decode()


def test_a_limit_says_when_it_lifts(trouble: Trouble) -> None:
    trouble(errors.TooMany(42))
    answer = Client().post("/test/wish", {"title": "A"})
    assert (answer.status_code, answer["Retry-After"]) == (429, "42")


def test_a_fault_in_a_form_is_not_hidden(trouble: Trouble) -> None:
    trouble(ValueError("a fault"))
    answer = Client(raise_request_exception=False).post("/test/wish", {"title": "A"})
    assert answer.status_code == 500


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (errors.Malformed(), 400),
        (errors.NotAllowed(), 403),
        (errors.NotFound(), 404),
        (errors.Conflict(), 409),
        (errors.StalePrecondition(), 412),
        (errors.Invalid(), 422),
        (errors.TooMany(42), 429),
        (errors.Unavailable(), 503),
        (Http404("the words of a developer"), 404),
        (PermissionDenied("the words of a developer"), 403),
    ],
)
def test_a_refusal_that_no_form_shows_is_a_page_of_its_own(
    trouble: Trouble, error: Exception, status: int
) -> None:
    trouble(error)
    answer = Client().get("/test/page")
    assert answer.status_code == status
    assert_valid(answer)
    said = answer.content.decode()
    assert "developer" not in said
    if isinstance(error, errors.LibraryError):
        assert str(error) in said
        assert error.code in said
    assert ("Retry-After" in answer) == (status == 429)


def test_who_has_not_signed_in_is_sent_to_do_so_and_back(trouble: Trouble) -> None:
    trouble(errors.NotAuthenticated())
    answer = Client().get("/test/page?a=1")
    assert (answer.status_code, answer["Location"]) == (302, "/sign-in?next=/test/page%3Fa%3D1")


def test_an_address_that_is_none_is_a_page(trouble: Trouble) -> None:
    answer = Client().get("/nothing/here")
    assert answer.status_code == 404
    assert_valid(answer)


def test_a_fault_is_a_page_that_tells_nothing(trouble: Trouble) -> None:
    trouble(RuntimeError("secret internals"))
    answer = Client(raise_request_exception=False).get("/test/page")
    assert answer.status_code == 500
    assert_valid(answer)
    assert "secret" not in answer.content.decode()


def test_the_page_of_a_fault_needs_no_database(
    signed_in: Callable[[User], Client],
    leo: User,
    trouble: Trouble,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def gone(*_: Any, **__: Any) -> None:
        raise DatabaseError("the database is gone")

    browser = signed_in(leo)
    browser.raise_request_exception = False
    trouble(RuntimeError("fault"))
    with monkeypatch.context() as broken:
        broken.setattr(connection, "cursor", gone)
        answer = browser.get("/test/page")
    assert answer.status_code == 500
    assert_valid(answer)


def test_a_request_for_another_host_is_a_page_before_anyone_is_known(trouble: Trouble) -> None:
    answer = Client().get("/test/page", headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert_valid(answer)
    assert "evil" not in answer.content.decode()


def test_a_form_from_a_stale_page_is_told_how_to_go_on(trouble: Trouble) -> None:
    answer = Client(enforce_csrf_checks=True).post("/test/wish", {"title": "A"})
    assert answer.status_code == 403
    assert_valid(answer)
    assert Seen.seen is None


@pytest.mark.django_db
def test_a_form_shows_no_nul_again(client: Client) -> None:
    answer = client.post("/sign-in", {"username": "a\0b", "email": "a\0b", "password": "x"})
    assert answer.status_code == 422
    assert b"\0" not in answer.content
