"""The REST interface describes itself, and what it says is kept under version control."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
import yaml

from scripts import schema

METHODS = {"get", "post", "put", "patch", "delete"}
HOW = "The REST interface has changed. Look at the change, then: .venv/bin/python -m scripts.schema"
Operation = dict[str, Any]


@cache
def made() -> bytes:
    """The document as the code describes itself now; warnings are errors."""
    return schema.document()


def operations() -> Iterator[tuple[str, str, Operation]]:
    """Every operation: its method, its path, and what is said of it."""
    for path, methods in yaml.safe_load(made())["paths"].items():
        for method in METHODS & methods.keys():
            yield method, path, methods[method]


def lacking(fact: str) -> list[str]:
    return [f"{method} {path}" for method, path, said in operations() if not said.get(fact)]


def test_the_kept_document_is_what_the_code_says() -> None:
    assert schema.KEPT.is_file(), HOW
    assert schema.KEPT.read_bytes() == made(), HOW


def test_it_is_openapi_3_1_of_version_1() -> None:
    document = yaml.safe_load(made())
    assert document["openapi"].startswith("3.1.")
    assert document["info"]["version"] == "1"
    assert all(path.startswith("/api/v1/") for path in document["paths"])


@pytest.mark.parametrize("fact", ["operationId", "summary", "tags", "responses"])
def test_every_operation_has_what_makes_it_usable(fact: str) -> None:
    assert lacking(fact) == []


def test_operation_ids_are_one_verb_each_and_all_different() -> None:
    names = Counter(said["operationId"] for _, _, said in operations())
    assert [name for name, times in names.items() if times > 1] == []
    assert [name for name in names if not (name.isalnum() and name[0].islower())] == []


def examples_of(content: dict[str, Any]) -> list[Any]:
    """The values of the examples of a body."""
    return [
        example["value"]
        for media in content.values()
        for example in media.get("examples", {}).values()
    ]


def is_a_file(content: dict[str, Any]) -> bool:
    """Whether a body is the bytes of a file, which nobody needs to see an example of."""
    return all(media["schema"].get("format") == "binary" for media in content.values())


def test_every_body_that_is_sent_has_an_example() -> None:
    bare = [
        f"{method} {path}"
        for method, path, said in operations()
        if "requestBody" in said
        and not examples_of(said["requestBody"]["content"])
        and not is_a_file(said["requestBody"]["content"])
    ]
    assert bare == []


def test_every_body_that_is_sent_names_all_that_may_be_in_it() -> None:
    shapes = yaml.safe_load(made())["components"]["schemas"]
    sent = {name: shape for name, shape in shapes.items() if name.endswith("Request")}
    assert sent
    assert [name for name, shape in sent.items() if shape.get("additionalProperties", True)] == []


def test_every_answer_to_a_write_has_an_example() -> None:
    bare = [
        f"{method} {path} {status}"
        for method, path, said in operations()
        if method != "get"
        for status, answer in said["responses"].items()
        if status in {"200", "201"} and not examples_of(answer.get("content", {}))
    ]
    assert bare == []


def parameters_of(said: Operation) -> list[dict[str, Any]]:
    return list(said.get("parameters", []))


def refusals_of(said: Operation) -> set[str]:
    return {
        status
        for status, answer in said["responses"].items()
        if "application/problem+json" in answer.get("content", {})
    }


def test_every_operation_says_how_it_can_be_refused() -> None:
    for method, path, said in operations():
        where = f"{method} {path}"
        refusals = refusals_of(said)
        wanted = {"400", "422"} if "requestBody" in said else set()
        wanted |= {"422"} if any(each["in"] == "query" for each in parameters_of(said)) else set()
        wanted |= {"404"} if "{" in path else set()
        wanted |= set() if {} in said.get("security", []) else {"401"}
        assert wanted <= refusals, f"{where} lacks {sorted(wanted - refusals)}"


def test_every_error_answer_is_a_problem_document() -> None:
    bare = [
        f"{method} {path} {status}"
        for method, path, said in operations()
        for status in said["responses"]
        if status >= "400" and status not in refusals_of(said)
    ]
    assert bare == []


def test_every_answer_says_what_stands_in_its_headers() -> None:
    for method, path, said in operations():
        for status, answer in said["responses"].items():
            wanted = {"X-Request-ID"}
            wanted |= {"WWW-Authenticate"} if status == "401" else set()
            wanted |= {"Retry-After"} if status == "429" else set()
            assert answer["headers"].keys() == wanted, f"{method} {path} {status}"
            assert answer["description"], f"{method} {path} {status}"
