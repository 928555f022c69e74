"""The project's own files, as the architecture tests look at them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
CONTEXTS = ("accounts", "catalog", "members", "loans")
NOT_OURS = {".git", ".venv", "var", "vendor", "__pycache__", "node_modules"}


@cache
def files() -> tuple[Path, ...]:
    """Every file of the project's own: nothing vendored, installed or left behind by a tool."""
    found: list[Path] = []
    folders = [ROOT]
    while folders:
        for entry in sorted(folders.pop().iterdir()):
            if entry.name in NOT_OURS or entry.name.endswith("_cache"):
                continue
            (folders if entry.is_dir() else found).append(entry)
    return tuple(sorted(found))


def sources() -> tuple[Path, ...]:
    """Every Python file that someone wrote; migrations are written by Django."""
    return tuple(
        file for file in files() if file.suffix == ".py" and "migrations" not in file.parts
    )


def shown(file: Path) -> str:
    """The path of `file` as a reader of the repository knows it."""
    return file.relative_to(ROOT).as_posix()


@cache
def parsed(file: Path) -> ast.Module:
    """The syntax tree of a Python file."""
    return ast.parse(file.read_text(encoding="utf-8"), filename=str(file))


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method in `tree`, nested ones too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node
