"""Every refusal is raised, and looked at from both sides: as a problem document and as a page."""

import re
from collections import Counter
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils.html import escape
from rest_framework.test import APIClient

from core.errors import LibraryError
from core.http import status_of
from tests.architecture import project
from tests.gallery import refusals
from tests.html import assert_valid

Trouble = Callable[[BaseException], None]
pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.core.edges")]
PLACE = re.compile(r"%\((\w+)\)")
BY_NAME = sorted(refusals.SAMPLES)


def raised(name: str) -> LibraryError:
    _status, facts = refusals.SAMPLES[name]
    return refusals.everyone()[name](**facts)


def test_each_hangs_here() -> None:
    assert set(refusals.everyone()) == set(refusals.SAMPLES)


def test_each_has_a_code_of_its_own() -> None:
    times = Counter(each.code for each in refusals.everyone().values())
    assert {code: count for code, count in times.items() if count > 1} == {}
    assert [code for code in times if not re.fullmatch(r"[a-z]+(_[a-z]+)*", code)] == []


def test_each_is_raised_or_shown_somewhere() -> None:
    texts = [
        file.read_text(encoding="utf-8")
        for file in project.sources()
        if "errors" not in (file.stem, file.parent.name) and "tests" not in file.parts
    ]
    idle = [
        name
        for name, each in refusals.everyone().items()
        if not any(re.search(rf"\b{each.__name__}\b", text) for text in texts)
        and not each.__subclasses__()
    ]
    assert idle == []


@pytest.mark.parametrize("name", BY_NAME)
def test_its_sentence_is_whole(name: str) -> None:
    status, facts = refusals.SAMPLES[name]
    refusal = raised(name)
    places = set(PLACE.findall(str(refusal.message)))
    assert places == facts.keys() - {"retry_after"}
    said = str(refusal)
    assert "%" not in said
    assert said[0].isupper() or said[0] in "“0123456789"
    assert said.endswith((".", "?"))
    assert said == said.strip()
    assert status_of(refusal) == status


@pytest.mark.parametrize("name", BY_NAME)
def test_a_program_meets_it_as_a_problem(name: str, trouble: Trouble) -> None:
    refusal = raised(name)
    trouble(refusal)
    answer = APIClient().get("/api/v1/test/wishes")
    said = answer.json()
    assert answer.status_code == said["status"] == refusals.SAMPLES[name][0]
    assert answer["Content-Type"] == "application/problem+json"
    assert (said["code"], said["detail"], said["message"]) == (
        refusal.code, str(refusal), str(refusal)
    )  # fmt: skip
    assert said.get("errors") == ({refusal.field: [str(refusal)]} if refusal.field else None)


@pytest.mark.parametrize("name", BY_NAME)
def test_a_person_meets_it_as_a_page(name: str, trouble: Trouble) -> None:
    refusal = raised(name)
    trouble(refusal)
    answer = Client().get("/test/page")
    status = refusals.SAMPLES[name][0]
    if status == 401:
        assert (answer.status_code, answer["Location"]) == (302, "/sign-in?next=/test/page")
        return
    assert answer.status_code == status
    assert_valid(answer)
    assert escape(str(refusal)) in answer.content.decode()


@pytest.mark.parametrize("name", BY_NAME)
def test_a_person_meets_it_in_a_form(name: str, trouble: Trouble) -> None:
    refusal = raised(name)
    trouble(refusal)
    answer = Client().post("/test/wish", {"title": "A"})
    assert answer.status_code == refusals.SAMPLES[name][0]
    assert escape(str(refusal)) in answer.content.decode()
