"""Who may import whom: the contracts in pyproject.toml."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.architecture import project

BELOW = {"domain", "errors", "models", "search", "selectors", "services"}
HTTP = ("django.http", "django.shortcuts")
LINT_IMPORTS = Path(sys.executable).with_name("lint-imports")


def test_all_arrows_point_down() -> None:
    rules = tomllib.loads((project.ROOT / "pyproject.toml").read_text())
    contracts = rules["tool"]["importlinter"]["contracts"]
    done = subprocess.run(
        [LINT_IMPORTS, "--no-cache"],
        cwd=project.ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"Contracts: {len(contracts)} kept, 0 broken." in done.stdout


def imports(tree: ast.AST) -> set[str]:
    """The modules that `tree` imports, and the names it takes from them, as dotted paths."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {each.name for each in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{each.name}" for each in node.names}
    return found


def speaks_http(tree: ast.AST) -> set[str]:
    """What `tree` imports of Django's HTTP side."""
    return {name for name in imports(tree) if name.startswith(HTTP)}


def room(file: Path) -> str:
    """The room of its context that `file` belongs to."""
    return Path(project.shown(file)).parts[1].removesuffix(".py")


# The contracts see packages as wholes, and all of Django is one of them.
def test_below_the_edges_nothing_speaks_http() -> None:
    below = [
        file
        for file in project.sources()
        if file.relative_to(project.ROOT).parts[0] in project.CONTEXTS and room(file) in BELOW
    ]
    found = {project.shown(file): speaks_http(project.parsed(file)) for file in below}
    assert {name.split("/")[0] for name in found} == set(project.CONTEXTS)
    assert {name: spoken for name, spoken in found.items() if spoken} == {}


@pytest.mark.parametrize(
    "line",
    [
        "from django.http import Http404",
        "from django import shortcuts",
        "import django.http.request",
        "from django.shortcuts import get_object_or_404",
    ],
)
def test_speaking_http_would_be_found(line: str) -> None:
    assert speaks_http(ast.parse(line))


def test_every_context_is_under_the_contracts() -> None:
    rules = tomllib.loads((project.ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    apps = {file.parent.name for file in project.files() if file.name == "apps.py"}
    assert apps == {*project.CONTEXTS, "core", "config"}
    assert apps == set(rules["root_packages"])
