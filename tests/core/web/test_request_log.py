import logging
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient

from accounts.models import User
from core import errors, ids

Trouble = Callable[[BaseException], None]
pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.core.edges")]


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Callable[[], list[dict[str, Any]]]:
    """The lines that the log of requests holds by now."""
    caplog.set_level(logging.INFO, logger="library.request")

    def said() -> list[dict[str, Any]]:
        records: list[Any] = caplog.records
        return [dict(each.msg) for each in records if each.name == "library.request"]

    return said


Lines = Callable[[], list[dict[str, Any]]]


def test_one_line_tells_who_asked_what_and_how_it_went(lines: Lines, trouble: Trouble) -> None:
    answer = Client().get("/test/page")
    (line,) = lines()
    assert line["duration_ms"] >= 0
    assert {key: line[key] for key in ("event", "method", "path", "status", "user")} == {
        "event": "request", "method": "GET", "path": "/test/page", "status": 200, "user": None
    }  # fmt: skip
    assert line["request_id"] == answer["X-Request-ID"]


def test_the_api_s_caller_goes_by_a_pseudonym(
    lines: Lines, api: Callable[..., APIClient], leo: User, trouble: Trouble
) -> None:
    api(leo).post("/api/v1/test/wishes", {"title": "A"}, format="json")
    (line,) = lines()
    assert (line["user"], line["status"], line["method"]) == (
        ids.pseudonym(str(leo.pk)),
        201,
        "POST",
    )


def test_naming_the_caller_is_no_reason_to_ask_the_database(
    lines: Lines,
    signed_in: Callable[[User], Client],
    leo: User,
    trouble: Trouble,
    django_assert_num_queries: Any,
) -> None:
    browser = signed_in(leo)
    with django_assert_num_queries(0):
        browser.get("/test/page")
    assert lines()[0]["user"] is None


@pytest.mark.parametrize("error", [errors.Conflict(), RuntimeError("fault")])
def test_what_goes_wrong_is_one_line_too(
    lines: Lines, trouble: Trouble, error: BaseException
) -> None:
    trouble(error)
    client = APIClient(raise_request_exception=False)
    answer = client.get("/api/v1/test/wishes")
    (line,) = lines()
    assert line["status"] == answer.status_code
    assert line["request_id"] == answer["X-Request-ID"]


def test_neither_query_nor_reset_link_is_written_down(lines: Lines, trouble: Trouble) -> None:
    Client().get("/test/page?token=hush")
    Client().get("/password/reset/hush/hush-hush/test")
    assert "hush" not in str(lines())
    assert [line["path"] for line in lines()] == ["/test/page", "/password/reset/[secret]/test"]


def test_a_plain_request_id_comes_back_and_any_other_is_replaced(trouble: Trouble) -> None:
    assert Client().get("/health", headers={"X-Request-ID": "abc-1"})["X-Request-ID"] == "abc-1"
    for garbage in ("", "a b", "x" * 65, "a\r\nSet-Cookie: b"):
        said = Client().get("/health", headers={"X-Request-ID": garbage})["X-Request-ID"]
        assert said != garbage
        assert said.isalnum()


def test_lines_of_one_request_do_not_name_the_one_before(lines: Lines, trouble: Trouble) -> None:
    Client().get("/test/page", headers={"X-Request-ID": "first"})
    Client().get("/health", headers={"X-Request-ID": "second"})
    assert [(line["request_id"], line["path"]) for line in lines()] == [
        ("first", "/test/page"), ("second", "/health")
    ]  # fmt: skip


def test_members_go_by_pseudonyms_in_paths(lines: Lines, trouble: Trouble) -> None:
    member = str(ids.new_id())
    Client().get(f"/members/{member}/edit")
    Client().get(f"/members/{member.upper()}/edit")
    assert member not in str(lines())
    assert {line["path"] for line in lines()} == {f"/members/{ids.pseudonym(member)}/edit"}
    assert ids.pseudonym(member) != ids.pseudonym(str(ids.new_id()))


def test_a_style_sheet_that_was_found_is_no_news_but_one_that_is_missing_is(
    lines: Lines, trouble: Trouble
) -> None:
    found = Client().get("/static/css/library.css")
    found.close()
    assert found.status_code == 200
    assert lines() == []
    assert Client().get("/static/css/libary.css").status_code == 404
    assert [(line["path"], line["status"]) for line in lines()] == [("/static/css/libary.css", 404)]
