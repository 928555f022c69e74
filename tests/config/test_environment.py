from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.environment import KEYS, LOG_LEVELS, Environment
from tests.config.starting import env_file

Read = Callable[[Environment], Any]


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Environment]:
    """The environment of a process in which nothing but the given names are set."""

    def made(file: str = "", **values: str) -> Environment:
        for name in KEYS:
            monkeypatch.setenv(name, "")  # so that what a file sets is undone after the test
            monkeypatch.delenv(name)
        for name, value in values.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("ENV_FILE", env_file(tmp_path, file) if file else "")
        return Environment(tmp_path)

    return made


@pytest.mark.parametrize(
    ("key", "value", "read"),
    [
        ("SECRET_KEY", "", lambda env: env.secret("SECRET_KEY")),
        ("SECRET_KEY", "s" * 31, lambda env: env.secret("SECRET_KEY")),
        ("JWT_SECRET_KEY", " " * 40, lambda env: env.secret("JWT_SECRET_KEY")),
        ("CACHE_TTL", "soon", lambda env: env.number("CACHE_TTL", 300)),
        ("CACHE_TTL", "0", lambda env: env.number("CACHE_TTL", 300)),
        ("CACHE_TTL", "-5", lambda env: env.number("CACHE_TTL", 300)),
        ("CACHE_TTL", "1.5", lambda env: env.number("CACHE_TTL", 300)),
        ("CACHE_TTL", "9" * 5000, lambda env: env.number("CACHE_TTL", 300)),
        ("SMTP_PORT", "65536", lambda env: env.number("SMTP_PORT", 587, most=65_535)),
        ("LOG_LEVEL", "LOUD", lambda env: env.choice("LOG_LEVEL", LOG_LEVELS, "INFO")),
        ("RATE_LIMITS", "perhaps", lambda env: env.flag("RATE_LIMITS", default=True)),
        ("APP_BASE_URL", "library.org", lambda env: env.url("APP_BASE_URL", ("http", "https"))),
        ("APP_BASE_URL", "ftp://a.org", lambda env: env.url("APP_BASE_URL", ("http", "https"))),
        ("APP_BASE_URL", "https://", lambda env: env.url("APP_BASE_URL", ("http", "https"))),
        ("APP_BASE_URL", "https:///desk", lambda env: env.url("APP_BASE_URL", ("http", "https"))),
        ("APP_BASE_URL", "http://:8000", lambda env: env.url("APP_BASE_URL", ("http", "https"))),
        ("REDIS_URL", "redis://cache:port/0", lambda env: env.url("REDIS_URL", ("redis",))),
        ("DATABASE_URL", "sqlite:///", lambda env: env.url("DATABASE_URL", ("sqlite",))),
        ("DATABASE_URL", "postgres://[::1/x", lambda env: env.url("DATABASE_URL", ("postgres",))),
    ],
)
def test_a_value_that_cannot_be_used_is_refused_by_its_name(
    environment: Callable[..., Environment], key: str, value: str, read: Read
) -> None:
    with pytest.raises(ImproperlyConfigured, match=rf"^{key} .*[^.]\.?$") as refusal:
        read(environment(**{key: value}))
    assert "\n" not in str(refusal.value)


def test_a_password_in_a_broken_url_is_not_repeated(
    environment: Callable[..., Environment],
) -> None:
    env = environment(DATABASE_URL="postgres://library:hush#hush@db/library")
    with pytest.raises(ImproperlyConfigured) as refusal:
        env.url("DATABASE_URL", ("postgres",))
    assert "hush" not in str(refusal.value)


@pytest.mark.parametrize(
    ("value", "meant"),
    [("true", True), ("YES", True), ("On", True), ("1", True), ("false", False), ("no", False),
     ("OFF", False), ("0", False), (" true ", True), ("", False)],
)  # fmt: skip
def test_yes_and_no_are_known_in_the_usual_ways(
    environment: Callable[..., Environment], value: str, meant: bool
) -> None:
    assert environment(TRUSTED_PROXY=value).flag("TRUSTED_PROXY", default=False) is meant


def test_an_empty_value_means_the_default(environment: Callable[..., Environment]) -> None:
    env = environment(LOG_FORMAT="", SMTP_FROM=" ", CACHE_TTL="", DATABASE_URL="")
    assert env.choice("LOG_FORMAT", ("json", "console"), "json") == "json"
    assert env.text("SMTP_FROM", "library@localhost") == "library@localhost"
    assert env.number("CACHE_TTL", 300) == 300
    assert env.url("DATABASE_URL", ("sqlite",), "sqlite:///a") == "sqlite:///a"


def test_a_choice_is_known_in_any_case(environment: Callable[..., Environment]) -> None:
    assert environment(LOG_LEVEL="debug").choice("LOG_LEVEL", LOG_LEVELS, "INFO") == "DEBUG"


def test_a_secret_is_taken_as_it_stands(environment: Callable[..., Environment]) -> None:
    secret = "$DEBUG\\$x" + "é" * 16
    assert environment(SECRET_KEY=secret).secret("SECRET_KEY") == secret


def test_the_bytes_of_a_secret_count(environment: Callable[..., Environment]) -> None:
    assert environment(SECRET_KEY="é" * 16).secret("SECRET_KEY") == "é" * 16


@pytest.mark.parametrize("debug", ["", "true"])
def test_one_secret_for_two_purposes_is_refused(
    environment: Callable[..., Environment], debug: str
) -> None:
    env = environment(DEBUG=debug, SECRET_KEY="s" * 40, JWT_SECRET_KEY=" " + "s" * 40)
    with pytest.raises(
        ImproperlyConfigured, match=r"^JWT_SECRET_KEY is the same as SECRET_KEY"
    ) as no:
        env.secret("JWT_SECRET_KEY", other_than="SECRET_KEY")
    assert "ssss" not in str(no.value)


@pytest.mark.parametrize(
    "sender",
    [
        "desk@example.org",
        "library@localhost",
        "The Library <desk@example.org>",
        '"Library, Main Street" <desk+mail@example.org>',
        "Grüne Bücherei <desk@bücherei.example>",
    ],
)
def test_a_sender_is_an_address_with_or_without_a_name(
    environment: Callable[..., Environment], sender: str
) -> None:
    assert environment(SMTP_FROM=sender).sender("SMTP_FROM", "a@b") == sender


@pytest.mark.parametrize(
    "garbage",
    [
        "nobody",
        "@example.org",
        "desk@",
        "desk@@example.org",
        "desk@example..org",
        "The Library desk@example.org",
        "The Library <desk>",
        "a@example.org, b@example.org",
        "<desk@example.org> The Library",
        "desk @example.org",
    ],
)
def test_a_sender_that_no_letter_could_have_is_refused(
    environment: Callable[..., Environment], garbage: str
) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"^SMTP_FROM must be an e-mail address"):
        environment(SMTP_FROM=garbage).sender("SMTP_FROM", "a@b")


def test_a_developer_s_secret_is_made_once_and_kept_private(
    environment: Callable[..., Environment], tmp_path: Path
) -> None:
    first = environment(DEBUG="true").secret("JWT_SECRET_KEY")
    again = environment(DEBUG="true").secret("JWT_SECRET_KEY")
    other = environment(DEBUG="true").secret("SECRET_KEY")
    assert first == again != other
    assert len(first) >= 32
    (file,) = (tmp_path / "var").glob("development-jwt*")
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_weak_secret_is_refused_in_debug_too(environment: Callable[..., Environment]) -> None:
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY is too short"):
        environment(DEBUG="true", SECRET_KEY="weak").secret("SECRET_KEY")


def test_the_file_is_read_and_the_environment_wins(
    environment: Callable[..., Environment],
) -> None:
    file = (
        "\ufeff# comment\n\n  CACHE_TTL=7\nexport LIBRARY_NAME='Grüne Bücherei'\nSMTP_HOST=\"a b\""
    )
    env = environment(file, CACHE_TTL="9")
    assert env.number("CACHE_TTL", 1) == 9
    assert env.text("LIBRARY_NAME") == "Grüne Bücherei"
    assert env.text("SMTP_HOST") == "a b"


@pytest.mark.parametrize("line", ["SECRET_KEYS=x", "export COLOUR=blue", "secret_key=x"])
def test_a_name_in_the_file_that_we_do_not_know_is_refused(
    environment: Callable[..., Environment], line: str
) -> None:
    name = line.removeprefix("export ").split("=")[0]
    with pytest.raises(ImproperlyConfigured, match=name):
        environment(f"CACHE_TTL=7\n{line}\n")


@pytest.mark.parametrize("line", ["SECRET_KEY = hush", "SECRET_KEY hush", "SECRET_KEY: hush"])
def test_a_line_that_sets_nothing_is_refused_without_quoting_it(
    environment: Callable[..., Environment], line: str
) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"Line 2 of \.env") as refusal:
        environment(f"CACHE_TTL=7\n{line}\n")
    assert "hush" not in str(refusal.value)


def test_a_file_in_another_encoding_is_refused(
    environment: Callable[..., Environment], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment()
    (tmp_path / ".env").write_bytes("LIBRARY_NAME=Bücherei".encode("latin-1"))
    monkeypatch.setenv("ENV_FILE", str(tmp_path / ".env"))
    with pytest.raises(ImproperlyConfigured, match="UTF-8"):
        Environment(tmp_path)
