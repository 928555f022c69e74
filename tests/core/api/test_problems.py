from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import pytest
from django.core.exceptions import (
    DisallowedHost,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
)
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions
from rest_framework.test import APIClient

from accounts.models import User
from core import errors

Api = Callable[..., APIClient]
Trouble = Callable[[BaseException], None]
pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.core.edges")]
ALWAYS = {"type", "title", "status", "detail", "code", "message", "request_id"}
URL = "/api/v1/test/wishes"


def problem_of(answer: Any) -> dict[str, Any]:
    """The problem document of ``answer``, after a look at what every one must have."""
    said: dict[str, Any] = answer.json()
    assert answer["Content-Type"] == "application/problem+json"
    assert said.keys() >= ALWAYS
    assert said["type"] == f"urn:problem:library:{said['code']}"
    assert said["title"] == HTTPStatus(answer.status_code).phrase
    assert said["status"] == answer.status_code
    assert said["message"] == said["detail"]
    assert said["request_id"] == answer["X-Request-ID"]
    assert ("WWW-Authenticate" in answer) == (answer.status_code == 401)
    assert ("Retry-After" in answer) == (answer.status_code == 429)
    return said


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (errors.Malformed(), 400),
        (errors.NotAuthenticated(), 401),
        (errors.NotAllowed(), 403),
        (errors.NotFound(), 404),
        (errors.Conflict(), 409),
        (errors.StalePrecondition(), 412),
        (errors.Invalid(), 422),
        (errors.TooMany(42), 429),
        (errors.Unavailable(), 503),
    ],
)
def test_each_family_has_its_status_code_and_sentence(
    api: Api, trouble: Trouble, error: errors.LibraryError, status: int
) -> None:
    trouble(error)
    answer = api().get(URL)
    said = problem_of(answer)
    assert (answer.status_code, said["code"]) == (status, error.code)
    assert said["detail"] == str(error)
    assert said.keys() == ALWAYS


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (exceptions.ParseError(), 400, "malformed"),
        (exceptions.AuthenticationFailed(), 401, "not_authenticated"),
        (exceptions.NotAuthenticated(), 401, "not_authenticated"),
        (exceptions.PermissionDenied(), 403, "not_allowed"),
        (exceptions.NotFound(), 404, "not_found"),
        (exceptions.MethodNotAllowed("PATCH"), 405, "method_not_allowed"),
        (exceptions.NotAcceptable(), 406, "not_acceptable"),
        (exceptions.UnsupportedMediaType("text/plain"), 415, "unsupported_media_type"),
        (exceptions.ValidationError("No."), 422, "invalid"),
        (Http404("the sentence of a developer"), 404, "not_found"),
        (PermissionDenied("the sentence of a developer"), 403, "not_allowed"),
        (RequestDataTooBig("the sentence of a developer"), 413, "too_large"),
        (SuspiciousOperation("the sentence of a developer"), 400, "malformed"),
        (DisallowedHost("the sentence of a developer"), 400, "malformed"),
    ],
)
def test_what_the_frameworks_raise_has_the_same_shape(
    api: Api, leo: User, trouble: Trouble, error: Exception, status: int, code: str
) -> None:
    trouble(error)
    answer = api(leo).post(URL, {"title": "A"}, format="json")
    said = problem_of(answer)
    assert (answer.status_code, said["code"]) == (status, code)
    assert "developer" not in said["detail"]


def test_a_limit_says_when_it_lifts(api: Api, trouble: Trouble) -> None:
    trouble(errors.TooMany(42))
    assert api().get(URL)["Retry-After"] == "42"


def test_a_401_says_how_to_sign_in(api: Api) -> None:
    answer = api().post(URL, {"title": "A"}, format="json")
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, 'Bearer realm="library"')
    problem_of(answer)


def test_a_refusal_about_a_field_names_it(api: Api, trouble: Trouble) -> None:
    class TitleTaken(errors.Conflict):
        code = "title_taken"
        message = _("There is a “%(title)s” already.")
        field = "title"

    trouble(TitleTaken(title="A"))
    said = problem_of(api().get(URL))
    assert said["errors"] == {"title": ["There is a “A” already."]}


def test_findings_and_what_else_a_refusal_carries_are_told(api: Api, trouble: Trouble) -> None:
    found = [{"code": "overdue", "message": "It is late."}]
    trouble(errors.StalePrecondition().having(found, confirm="abc"))
    said = problem_of(api().get(URL))
    assert (said["findings"], said["confirm"]) == (found, "abc")


def test_faults_of_fields_are_flat_with_their_inner_names(api: Api, leo: User) -> None:
    body = {"title": "", "inner": {"number": 10}, "colour": "blue"}
    said = problem_of(api(leo).post(URL, body, format="json"))
    assert said["errors"].keys() == {"title", "inner.number", "colour"}
    assert all(isinstance(line, str) for lines in said["errors"].values() for line in lines)
    assert said["detail"] == "Some values cannot be accepted."


def test_a_faulty_list_of_objects_is_told_as_well(api: Api, trouble: Trouble) -> None:
    trouble(exceptions.ValidationError({"rows": [{}, {"number": ["No."]}], "word": "No."}))
    said = problem_of(api().get(URL))
    assert said["errors"] == {"rows.1.number": ["No."], "word": ["No."]}


def test_a_wrong_method_names_those_that_are_right(api: Api, leo: User) -> None:
    answer = api(leo).delete(URL)
    assert problem_of(answer)["code"] == "method_not_allowed"
    assert set(answer["Allow"].split(", ")) == {"GET", "POST", "HEAD", "OPTIONS"}


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/api/", "/api/v2/books", "/api/v1/books/"])
def test_an_address_that_is_none_is_a_problem_too(api: Api, path: str) -> None:
    answer = api().get(path)
    assert (answer.status_code, problem_of(answer)["code"]) == (404, "not_found")


def test_a_host_that_is_not_ours_is_a_problem_too(api: Api) -> None:
    answer = api().get(URL, headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert "evil" not in answer.content.decode()
    problem_of(answer)


def test_a_fault_of_ours_tells_nothing_of_itself(api: Api, trouble: Trouble) -> None:
    trouble(RuntimeError("secret internals"))
    client = APIClient(raise_request_exception=False)
    answer = client.get(URL)
    said = problem_of(answer)
    assert (answer.status_code, said["code"]) == (500, "fault")
    assert "secret" not in answer.content.decode()


@pytest.mark.parametrize(
    ("size", "status"),
    [("1", 200), ("200", 200), ("0", 422), ("201", 422), ("-1", 422), ("", 422), ("1.0", 422),
     ("9" * 5000, 422), ("٣", 422), ("x", 422)],
)  # fmt: skip
def test_a_page_has_1_to_200_rows(api: Api, trouble: Trouble, size: str, status: int) -> None:
    answer = api().get(URL, {"page_size": size})
    assert answer.status_code == status
    if status == 422:
        assert problem_of(answer)["errors"].keys() == {"page_size"}


@pytest.mark.parametrize("token", ["Bearer", "Bearer x y", "Bearer x.y.z", "Bearer é", "bearer x"])
def test_a_public_read_asks_nobody_who_they_are(api: Api, token: str) -> None:
    client = api()
    assert client.get(URL, headers={"Authorization": token}).json() == {"user": "AnonymousUser"}
    answer = client.post(URL, {"title": "A"}, format="json", headers={"Authorization": token})
    assert answer.status_code == 401
    problem_of(answer)
