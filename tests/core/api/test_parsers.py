import json
from collections.abc import Callable
from typing import Any

import pytest
from pytest_django import Settings
from rest_framework.test import APIClient

Api = Callable[..., APIClient]
pytestmark = pytest.mark.urls("tests.core.edges")


def sent(api: Api, body: bytes, media_type: str = "application/json") -> Any:
    client: Any = api()
    return client.generic("POST", "/api/v1/test/open", body, content_type=media_type)


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b'{"title": "A"',
        b'{"title": "A",}',
        b"{'title': 'A'}",
        b'{"title": "A"} and more',
        b'// note\n{"title": "A"}',
        b'{"copies": NaN}',
        b'{"copies": Infinity}',
        b'{"copies": -Infinity}',
        b'{"copies": 01}',
        b'{"title": "\xff\xfe"}',
        b'{"title": "\xed\xa0\x80"}',
        b'{"title": "\\ud800"}',
        b'{"title": "\\udc00\\ud800"}',
        b'{"title": "raw \n break"}',
        b'\xef\xbb\xbf{"title": "A"}',
        '{"title": "A"}'.encode("utf-16"),
        b"[" * 100_000 + b"]" * 100_000,
        b'{"inner":' * 50_000 + b"1" + b"}" * 50_000,
        b"\0",
    ],
)
def test_what_is_not_json_is_a_400_problem(api: Api, body: bytes) -> None:
    answer = sent(api, body)
    assert answer.status_code == 400
    said = answer.json()
    assert (said["code"], answer["Content-Type"]) == ("malformed", "application/problem+json")
    assert said["detail"]


@pytest.mark.parametrize("value", [None, 7, "text", True, [], [{"title": "A"}], 1e308])
def test_json_that_is_no_object_is_a_422(api: Api, value: Any) -> None:
    answer = sent(api, json.dumps(value).encode())
    assert answer.status_code == 422
    assert answer.json()["errors"]


@pytest.mark.parametrize("number", [b"9" * 5000, b"-" + b"9" * 400, b"1e999", b"1e-999", b"0.1"])
def test_a_number_beyond_all_measure_is_refused(api: Api, number: bytes) -> None:
    answer = sent(api, b'{"title": "A", "copies": ' + number + b"}")
    assert answer.status_code in {400, 422}


def test_no_body_at_all_lacks_every_field_that_is_needed(api: Api) -> None:
    answer = sent(api, b"")
    assert (answer.status_code, answer.json()["errors"].keys()) == (422, {"title"})


def test_a_name_given_twice_counts_once(api: Api) -> None:
    assert sent(api, b'{"title": "A", "title": "B"}').json()["title"] == "B"


@pytest.mark.parametrize(
    "media_type",
    [
        "text/plain",
        "application/xml",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/jsonp",
        "nonsense",
    ],
)
def test_another_media_type_is_a_415(api: Api, media_type: str) -> None:
    answer = sent(api, b'{"title": "A"}', media_type)
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")


def test_a_character_set_beside_the_type_is_fine(api: Api) -> None:
    assert sent(api, b'{"title": "A"}', "application/json; charset=utf-8").status_code == 201


def test_a_body_that_is_too_heavy_is_a_413(api: Api, settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    fits = b'{"title": "A"}' + b" " * (1000 - 14)
    assert sent(api, fits).status_code == 201
    answer = sent(api, fits + b" ")
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_an_answer_in_another_form_is_a_406(api: Api) -> None:
    answer = api().get("/api/v1/test/wishes", headers={"Accept": "text/html"})
    assert (answer.status_code, answer.json()["code"]) == (406, "not_acceptable")
