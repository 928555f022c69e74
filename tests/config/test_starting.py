"""What an operator sees when a setting keeps the library from starting."""

import json
from pathlib import Path

import pytest

from tests.config.starting import SECRETS, env_file, manage, python

PRODUCTION = SECRETS | {"APP_BASE_URL": "https://library.example.org"}
SHOW = "from config import settings as s; import json; print(json.dumps({expression}))"


@pytest.mark.parametrize(
    ("key", "environment"),
    [
        ("SECRET_KEY", {"JWT_SECRET_KEY": "j" * 40}),
        ("JWT_SECRET_KEY", {"SECRET_KEY": "s" * 40}),
        ("SECRET_KEY", SECRETS | {"SECRET_KEY": "short"}),
        ("DATABASE_URL", SECRETS | {"DATABASE_URL": "mysql://db/library"}),
        ("DATABASE_URL", SECRETS | {"DATABASE_URL": "postgres://db:5432"}),
        ("REDIS_URL", SECRETS | {"REDIS_URL": "http://cache"}),
        ("APP_BASE_URL", SECRETS | {"APP_BASE_URL": "library.example.org"}),
        ("LOG_LEVEL", SECRETS | {"LOG_LEVEL": "INFOO"}),
        ("LOG_FORMAT", SECRETS | {"LOG_FORMAT": "xml"}),
        ("ACCESS_TOKEN_TTL_MINUTES", SECRETS | {"ACCESS_TOKEN_TTL_MINUTES": "a while"}),
        ("REFRESH_TOKEN_TTL_DAYS", SECRETS | {"REFRESH_TOKEN_TTL_DAYS": "0"}),
        ("VERIFICATION_TOKEN_TTL_HOURS", SECRETS | {"VERIFICATION_TOKEN_TTL_HOURS": "1e3"}),
        ("DEFAULT_TIME_ZONE", SECRETS | {"DEFAULT_TIME_ZONE": "Europe/Atlantis"}),
        ("DEFAULT_TIME_ZONE", SECRETS | {"DEFAULT_TIME_ZONE": "Europe"}),
        ("DEFAULT_TIME_ZONE", SECRETS | {"DEFAULT_TIME_ZONE": "../../etc/passwd"}),
        ("RATE_LIMITS", SECRETS | {"RATE_LIMITS": "maybe"}),
        ("DEBUG", SECRETS | {"DEBUG": "ture"}),
        ("JWT_SECRET_KEY", SECRETS | {"JWT_SECRET_KEY": SECRETS["SECRET_KEY"]}),
        ("SMTP_FROM", SECRETS | {"SMTP_FROM": "not an address"}),
    ],
)
def test_a_bad_setting_is_one_sentence_that_names_its_key(
    key: str, environment: dict[str, str]
) -> None:
    ended = manage("check", **environment)
    assert ended.returncode == 1
    assert ended.stdout == ""
    assert ended.stderr.startswith(f"The library does not start: {key} ")
    assert ended.stderr.count("\n") == 1
    assert "Traceback" not in ended.stderr


def test_an_unknown_name_in_the_env_file_is_one_too(tmp_path: Path) -> None:
    ended = manage("check", **SECRETS, ENV_FILE=env_file(tmp_path, "SECRETKEY=hush\n"))
    assert ended.returncode == 1
    assert ended.stderr.startswith("The library does not start: .env sets SECRETKEY")
    assert "hush" not in ended.stderr


def test_good_settings_start() -> None:
    ended = manage("check", **SECRETS)
    assert (ended.returncode, ended.stderr) == (0, "")


def test_production_settings_pass_django_s_own_deployment_check() -> None:
    ended = manage("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert (ended.returncode, ended.stderr) == (0, "")


def test_rate_limits_turned_off_are_warned_of() -> None:
    ended = manage("check", **SECRETS, RATE_LIMITS="off")
    assert ended.returncode == 0
    assert "RATE_LIMITS is off" in ended.stderr


def shown(expression: str, **environment: str) -> object:
    ended = python("-c", SHOW.format(expression=expression), **environment)
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout)


FLAGS = (
    "[s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_SSL_REDIRECT, "
    "s.SECURE_HSTS_SECONDS > 0]"
)
HSTS = "[s.SECURE_HSTS_SECONDS, s.SECURE_HSTS_INCLUDE_SUBDOMAINS, s.SECURE_HSTS_PRELOAD]"
LONG = {"HSTS_SECONDS": "31536000", "HSTS_SUBDOMAINS": "on", "HSTS_PRELOAD": "on"}


def test_https_turns_on_secure_cookies_hsts_and_the_redirect() -> None:
    assert shown(FLAGS, **PRODUCTION) == [True] * 4


def test_plain_http_leaves_them_off_so_that_it_can_be_used() -> None:
    assert shown(FLAGS, **SECRETS) == [False] * 4
    assert shown(HSTS, **SECRETS, **LONG) == [0, False, False]


def test_browsers_are_held_to_https_for_an_hour_and_other_hosts_of_the_domain_never() -> None:
    assert shown(HSTS, **PRODUCTION) == [3600, False, False]


def test_browsers_are_held_to_https_for_as_long_as_is_said() -> None:
    assert shown(HSTS, **PRODUCTION, **LONG) == [31_536_000, True, True]
    assert shown(HSTS, **PRODUCTION, HSTS_SECONDS="0") == [0, False, False]


@pytest.mark.parametrize("address", ["http://127.0.0.1:8000", "https://library.example.org"])
def test_cookies_are_never_for_scripts_or_other_sites(address: str) -> None:
    flags = "[s.SESSION_COOKIE_HTTPONLY, s.SESSION_COOKIE_SAMESITE, s.CSRF_COOKIE_SAMESITE]"
    assert shown(flags, **SECRETS, APP_BASE_URL=address) == [True, "Lax", "Lax"]


def test_the_hosts_are_those_of_the_address_unless_said_otherwise() -> None:
    hosts = "s.ALLOWED_HOSTS"
    assert shown(hosts, **PRODUCTION) == ["library.example.org", "localhost", "127.0.0.1"]
    assert shown(hosts, **PRODUCTION, ALLOWED_HOSTS=" a.org, b.org ,") == ["a.org", "b.org"]


def test_a_proxy_s_word_counts_only_when_it_is_trusted() -> None:
    header = "getattr(s, 'SECURE_PROXY_SSL_HEADER', None)"
    assert shown(header, **SECRETS) is None
    trusted = shown(header, **SECRETS, TRUSTED_PROXY="true")
    assert trusted == ["HTTP_X_FORWARDED_PROTO", "https"]
