import json
from typing import Any

import pytest

from config.logs import without_secrets
from tests.config.starting import SECRETS, python

JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl"


def cleaned(**event: Any) -> dict[str, Any]:
    return dict(without_secrets(None, "", event))


@pytest.mark.parametrize(
    "key",
    ["password", "new_password1", "SECRET_KEY", "refresh_token", "Authorization", "cookie",
     "csrfmiddlewaretoken", "smtp_password"],
)  # fmt: skip
def test_what_is_named_a_secret_is_blotted_out(key: str) -> None:
    assert cleaned(**{key: "hush"}) == {key: "[secret]"}
    assert cleaned(body={"inner": [{key: "hush"}]}) == {"body": {"inner": [{key: "[secret]"}]}}


@pytest.mark.parametrize(
    "text",
    [
        f"bearer {JWT} refused",
        "GET /members/verify?token=hush&x=1",
        "Internal Server Error: /password/reset/MTI/set-hush",
        'mailed "https://library.example/password/reset/MTI/hush-token"',
    ],
)
def test_tokens_inside_any_text_are_blotted_out(text: str) -> None:
    said = cleaned(event=text, more=[text])
    assert JWT not in str(said)
    assert "hush" not in str(said)
    assert "[secret]" in said["event"]


def test_everything_else_is_left_as_it_is() -> None:
    event = {"event": "request", "status": 200, "path": "/books", "user": None, "ids": [1, "a"]}
    assert cleaned(**event) == event


TALK = """
import django, logging, structlog
django.setup()
structlog.get_logger("library.test").info("said", colour="blau\\nmehr", password="hush")
logging.getLogger("some.library").warning("took %d ms for token=%s", 7, "hush")
logging.getLogger("some.library").debug("not shown")
try:
    1 / 0
except ZeroDivisionError:
    logging.getLogger("django.request").error("Internal Server Error: %s", "/", exc_info=True)
"""


def spoken(**environment: str) -> str:
    ended = python("-c", TALK, **SECRETS, DJANGO_SETTINGS_MODULE="config.settings", **environment)
    assert ended.returncode == 0, ended.stderr
    assert "hush" not in ended.stderr
    return ended.stderr


def test_in_production_each_line_is_a_json_object() -> None:
    own, foreign, fault = [json.loads(line) for line in spoken().splitlines()]
    assert (own["event"], own["colour"], own["level"]) == ("said", "blau\nmehr", "info")
    assert own["logger"] == "library.test"
    assert own["timestamp"].endswith("Z")
    assert foreign["event"] == "took 7 ms for token=[secret]"
    assert "ZeroDivisionError" in fault["exception"]


def test_for_people_the_lines_are_text() -> None:
    said = spoken(LOG_FORMAT="console")
    assert "said" in said
    assert "ZeroDivisionError" in said
    with pytest.raises(json.JSONDecodeError):
        json.loads(said.splitlines()[0])


def test_the_level_is_the_one_that_was_set() -> None:
    assert len(spoken(LOG_LEVEL="ERROR").splitlines()) == 1
