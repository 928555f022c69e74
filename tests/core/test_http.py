from http import HTTPStatus

import pytest
from django.test import RequestFactory
from django.utils.translation import gettext_lazy as _
from pytest_django import Settings

from core import errors, http


@pytest.mark.parametrize(
    ("family", "status"),
    [
        (errors.Malformed, 400),
        (errors.NotAuthenticated, 401),
        (errors.NotAllowed, 403),
        (errors.NotFound, 404),
        (errors.Conflict, 409),
        (errors.StalePrecondition, 412),
        (errors.Invalid, 422),
        (errors.TooMany, 429),
        (errors.Unavailable, 503),
    ],
)
def test_each_family_has_its_status(family: type[errors.LibraryError], status: int) -> None:
    refusal = family(retry_after=1) if family is errors.TooMany else family()
    assert http.status_of(refusal) == status


def test_no_family_is_left_out() -> None:
    families = {
        each for each in errors.LibraryError.__subclasses__() if each.__module__ == "core.errors"
    }
    assert families == set(http.STATUS)
    assert len(set(http.STATUS.values())) == len(http.STATUS)


def test_a_refusal_has_the_status_of_its_family() -> None:
    class ShelfFull(errors.Conflict):
        code = "shelf_full"
        message = _("The shelf is full.")

    assert http.status_of(ShelfFull()) == HTTPStatus.CONFLICT


@pytest.mark.parametrize(
    "given", ["abc", "A-1_b.2", "x" * 64, "0197a3c2-5b1e-7c41-9d0e-2f6f4d1c8a10"]
)
def test_a_plain_request_id_of_the_caller_is_kept(given: str) -> None:
    assert http.request_id_of(RequestFactory().get("/", headers={"X-Request-ID": given})) == given


@pytest.mark.parametrize("given", ["", "x" * 65, "a b", "a\nb", 'a"b', "<b>", "é", "a;b", "a\0"])
def test_any_other_is_replaced_by_one_of_ours(given: str) -> None:
    made = http.request_id_of(RequestFactory().get("/", headers={"X-Request-ID": given}))
    assert made != given
    assert len(made) == 32
    int(made, 16)


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/loans?token=secret", "/loans"),
        ("/password/reset/MTI/set-9f3-1a2b3c", "/password/reset/[secret]"),
        ("/password/reset", "/password/reset"),
        ("/members/verify?token=eyJabc.def.ghi", "/members/verify"),
    ],
)
def test_the_path_in_the_log_carries_no_secret(path: str, shown: str) -> None:
    assert http.loggable_path(RequestFactory().get(path)) == shown


def test_the_clients_address_is_the_peer_unless_a_proxy_is_trusted(settings: Settings) -> None:
    request = RequestFactory().get(
        "/", headers={"X-Forwarded-For": "6.6.6.6, 10.0.0.9"}, REMOTE_ADDR="192.0.2.1"
    )
    settings.TRUSTED_PROXY = False
    assert http.client_address(request) == "192.0.2.1"
    settings.TRUSTED_PROXY = True
    assert http.client_address(request) == "10.0.0.9"


def test_behind_a_proxy_that_says_nothing_it_is_the_proxy(settings: Settings) -> None:
    settings.TRUSTED_PROXY = True
    assert http.client_address(RequestFactory().get("/", REMOTE_ADDR="192.0.2.1")) == "192.0.2.1"
