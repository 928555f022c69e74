"""Small pieces: the maxima of a file, a function, a view and the style sheets."""

from __future__ import annotations

import ast
import gzip
from pathlib import Path

import pytest

from tests.architecture import project

FILE_LINES = 300
FUNCTION_LINES = 40
VIEW_LINES = 15
STYLES_BYTES = 15_000
SIZED = {".py", ".html", ".js", ".sh"}


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """The lines of a function from `def` to its end, without its docstring."""
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function) is not None:
        lines -= (first.end_lineno or first.lineno) - first.lineno + 1
    return lines


def too_long(source: str, most: int) -> list[str]:
    """The functions in `source` of more than `most` lines, with their lengths."""
    return [
        f"{function.name}: {length(function)}"
        for function in project.functions(ast.parse(source))
        if length(function) > most
    ]


def is_views(file: Path) -> bool:
    """Whether `file` holds views, for people or for machines."""
    return {"web", "api"} & set(file.parts) != set() and (
        file.stem == "views" or file.parent.name == "views"
    )


def test_no_file_is_longer_than_its_maximum() -> None:
    sized = [
        file for file in project.files() if file.suffix in SIZED and "migrations" not in file.parts
    ]
    lengths = {project.shown(file): len(file.read_text().splitlines()) for file in sized}
    assert len(lengths) > 50
    assert {name: lines for name, lines in lengths.items() if lines > FILE_LINES} == {}


def test_no_function_is_longer_than_its_maximum() -> None:
    found = {
        project.shown(file): too_long(file.read_text(), FUNCTION_LINES)
        for file in project.sources()
    }
    assert {name: long for name, long in found.items() if long} == {}


def test_no_view_is_longer_than_its_maximum() -> None:
    views = [file for file in project.sources() if is_views(file) and "tests" not in file.parts]
    found = {project.shown(file): too_long(file.read_text(), VIEW_LINES) for file in views}
    assert len(found) >= len(project.CONTEXTS)
    assert {name: long for name, long in found.items() if long} == {}


def test_all_styles_together_weigh_no_more_than_their_maximum() -> None:
    sheets = [file for file in project.files() if file.suffix == ".css"]
    assert sheets
    assert len(gzip.compress(b"".join(file.read_bytes() for file in sheets))) <= STYLES_BYTES


@pytest.mark.parametrize(("lines", "found"), [(3, []), (4, ["deed: 5"])])
def test_a_function_is_measured_without_its_docstring(lines: int, found: list[str]) -> None:
    source = 'def deed():\n    """Say what\n    it does."""\n' + "    pass\n" * lines
    assert too_long(source, 4) == found
