from concurrent.futures import ThreadPoolExecutor
from threading import Event, Lock
from time import sleep
from typing import Any

import pytest
from argon2 import Parameters, Type, extract_parameters
from django.contrib.auth.hashers import Argon2PasswordHasher, check_password, make_password

from accounts import hashers
from accounts.hashers import LINE
from core.errors import Unavailable

OURS = ["accounts.hashers.Argon2id", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]


@pytest.fixture(autouse=True)
def _as_in_production(settings: Any) -> None:
    settings.PASSWORD_HASHERS = OURS


def parameters(hashed: str) -> Parameters:
    return extract_parameters(hashed.removeprefix("argon2"))


def test_passwords_are_hashed_as_owasp_says() -> None:
    used = parameters(make_password("a long enough passphrase"))
    assert used.type is Type.ID
    assert (used.memory_cost, used.time_cost, used.parallelism) == (19_456, 2, 1)
    assert used.salt_len >= 16
    assert used.hash_len == 32


def test_a_password_fits_its_own_hash_only() -> None:
    hashed = make_password("a long enough passphrase")
    assert check_password("a long enough passphrase", hashed)
    assert not check_password("a long enough Passphrase", hashed)
    assert make_password("a long enough passphrase") != hashed


def test_a_hash_of_another_kind_is_made_anew_when_its_owner_comes() -> None:
    old = make_password("a long enough passphrase", hasher="pbkdf2_sha256")
    seen: list[str] = []
    assert check_password("a long enough passphrase", old, setter=seen.append)
    assert seen == ["a long enough passphrase"]


def test_one_password_is_hashed_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    busy = Lock()
    overlapped: list[bool] = []
    encode = Argon2PasswordHasher.encode

    def watched(self: Any, password: str, salt: str) -> str:
        overlapped.append(not busy.acquire(blocking=False))
        try:
            return encode(self, password, salt)
        finally:
            busy.release()

    monkeypatch.setattr(Argon2PasswordHasher, "encode", watched)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(make_password, ["a long enough passphrase"] * 8))
    assert overlapped == [False] * 8


def test_the_settings_name_our_hasher_first() -> None:
    from config import settings

    assert settings.PASSWORD_HASHERS == OURS


def test_whoever_comes_to_a_full_line_is_asked_to_come_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    may_go_on = Event()
    encode = Argon2PasswordHasher.encode

    def held_up(self: Any, password: str, salt: str) -> str:
        may_go_on.wait(20)
        return encode(self, password, salt)

    monkeypatch.setattr(Argon2PasswordHasher, "encode", held_up)
    with ThreadPoolExecutor(LINE) as pool:
        waiting = [pool.submit(make_password, "a long enough passphrase") for _ in range(LINE)]
        while hashers._places.acquire(blocking=False):
            hashers._places.release()
            sleep(0.01)
        with pytest.raises(Unavailable) as refused:
            make_password("a long enough passphrase")
        may_go_on.set()
        assert all(each.result().startswith("argon2") for each in waiting)
    assert refused.value.retry_after == hashers.RETRY_AFTER
    assert make_password("a long enough passphrase")  # the line is empty again
