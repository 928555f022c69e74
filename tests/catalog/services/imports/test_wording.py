"""No code of a problem is without its sentence, and no sentence without its code."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from catalog.domain.records import kinds
from catalog.services.imports import undoing, wording
from tests.architecture import project

READERS = [project.ROOT / "catalog" / "domain" / "records", project.ROOT / "core" / "grids"]
RAISED = {"Problem", "Unreadable", "Damaged"}
OWN = {"unreadable_file", "no_branch", "fault", "unreadable", "unknown_branch", "unknown_copy_type"}
OWN |= {"stopped", "barcode_is_word", "barcode_of_card", "barcode_of_member"}
DECIDED = {"barcode_taken", "isbn_taken", "bad_barcode", "bad_value", "too_long", "withdrawn"}


def codes_in(file: Path) -> Iterator[str]:
    """The codes that a module gives, as literals."""
    for node in ast.walk(project.parsed(file)):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in RAISED and node.args:
            said = node.args[0]
            both = [said.body, said.orelse] if isinstance(said, ast.IfExp) else [said]
            yield from (str(each.value) for each in both if isinstance(each, ast.Constant))


def test_every_problem_has_a_sentence() -> None:
    codes = {code for folder in READERS for file in folder.glob("*.py") for code in codes_in(file)}
    assert len(codes) > 20
    known = {*wording.REFUSALS, *wording.NOTES, *wording.FILES}
    assert codes - known == set()


def test_no_sentence_is_for_nothing() -> None:
    codes = {code for folder in READERS for file in folder.glob("*.py") for code in codes_in(file)}
    others = {kinds.AUTHORITY, kinds.HOLDINGS, kinds.CLASSIFICATION, kinds.COMMUNITY}
    known = {*wording.REFUSALS, *wording.NOTES, *wording.FILES}
    assert known - codes - others - OWN - DECIDED == {"control_characters"}


@pytest.mark.parametrize("code", [*wording.REFUSALS, *wording.NOTES, *wording.FILES])
def test_a_sentence_is_whole_whatever_is_known(code: str) -> None:
    words = str((wording.REFUSALS | wording.NOTES | wording.FILES)[code])  # type: ignore[operator]
    params = dict.fromkeys(re.findall(r"%\((\w+)\)s", words), "x")
    assert "%(" not in wording.reason(code, params)
    assert wording.reason(code, params).endswith((".", "?"))


def test_a_code_that_nobody_put_into_words_is_still_told() -> None:
    assert "odd" in wording.reason("odd", {})


def test_every_reason_to_stay_has_a_sentence() -> None:
    assert undoing.UNDONE in wording.KEPT
    assert all(str(words).startswith("It ") for words in wording.KEPT.values())
