"""Pages and REST ask services to write; they never write themselves."""

from __future__ import annotations

import ast

import pytest

from tests.architecture import project

WRITES = {
    "bulk_create", "bulk_update", "create", "delete", "get_or_create", "save", "update",
    "update_or_create",
}  # fmt: skip
EDGES = {"web", "api"}


def writes(tree: ast.AST) -> list[str]:
    """The calls in `tree` that write to the database, as line and method."""
    return [
        f"{node.lineno}: .{node.func.attr}()"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in WRITES
    ]


def test_no_page_and_no_endpoint_writes() -> None:
    edges = [
        file
        for file in project.sources()
        if EDGES & set(file.relative_to(project.ROOT).parts[1:-1])
        and file.relative_to(project.ROOT).parts[0] in (*project.CONTEXTS, "core")
    ]
    found = {project.shown(file): writes(project.parsed(file)) for file in edges}
    assert len(found) > len(project.CONTEXTS)
    assert {name: calls for name, calls in found.items() if calls} == {}


@pytest.mark.parametrize("method", sorted(WRITES))
def test_a_write_would_be_found(method: str) -> None:
    assert writes(ast.parse(f"Book.objects.{method}()")) == [f"1: .{method}()"]


def test_a_read_is_not_a_write() -> None:
    assert writes(ast.parse("Book.objects.filter(title='x').first()")) == []
