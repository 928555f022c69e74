"""What `make run` decides before Django is set up."""

from __future__ import annotations

import os

import pytest

from scripts import start


@pytest.fixture(autouse=True)
def nothing_is_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start, "chosen", lambda key, default: os.environ.get(key) or default)
    for key in ("DEBUG", "APP_BASE_URL", "ALLOWED_HOSTS"):
        monkeypatch.setenv(key, "")


@pytest.mark.parametrize(
    ("host", "where"),
    [
        ("127.0.0.1", "http://127.0.0.1:8321"),
        ("192.0.2.2", "http://192.0.2.2:8321"),
        ("0.0.0.0", "http://127.0.0.1:8321"),
        ("::1", "http://[::1]:8321"),
    ],
)
def test_links_lead_to_where_the_library_listens(host: str, where: str) -> None:
    start.prepare_environment(host, "8321")

    assert os.environ["APP_BASE_URL"] == where
    assert os.environ["DEBUG"] == "true"


def test_only_at_every_address_is_any_name_answered() -> None:
    start.prepare_environment("192.0.2.2", "8321")
    assert os.environ["ALLOWED_HOSTS"] == ""

    os.environ["APP_BASE_URL"] = ""
    start.prepare_environment("0.0.0.0", "8321")
    assert os.environ["ALLOWED_HOSTS"] == "*"


def test_an_address_of_one_s_own_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APP_BASE_URL", "https://library.example")

    start.prepare_environment("0.0.0.0", "8321")

    assert os.environ["APP_BASE_URL"] == "https://library.example"
    assert os.environ["ALLOWED_HOSTS"] == ""
