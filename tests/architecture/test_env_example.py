"""`.env.example` is the reference of the configuration: complete, explained and true."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from config.environment import KEYS
from tests.architecture import project

EXAMPLE = project.ROOT / ".env.example"
ASSIGNMENT = re.compile(r"#([A-Z_]+)=(.*)")
SECRETS = {"JWT_SECRET_KEY", "POSTGRES_PASSWORD", "SECRET_KEY", "SMTP_PASSWORD", "STAFF_PASSWORD"}


def assignments() -> dict[str, str]:
    """The keys of the example, with the values shown."""
    found = map(ASSIGNMENT.fullmatch, EXAMPLE.read_text().splitlines())
    return {each[1]: each[2] for each in found if each}


def settings_with(env_file: str) -> str:
    """Every setting as Django reads it under `env_file`, in a process of its own."""
    bare = {name: said for name, said in os.environ.items() if name not in KEYS}
    done = subprocess.run(
        [sys.executable, "manage.py", "diffsettings", "--all"],
        cwd=project.ROOT,
        env=bare | {"DEBUG": "true", "ENV_FILE": env_file},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    # Objects print their address in memory, which says nothing.
    return re.sub(r"0x[0-9a-f]+", "", done.stdout)


def test_it_lists_exactly_the_keys_that_the_library_reads() -> None:
    assert assignments().keys() == KEYS


def test_it_sets_nothing_by_itself() -> None:
    lines = EXAMPLE.read_text().splitlines()
    assert [line for line in lines if line and not line.startswith("#")] == []


def test_every_key_is_explained() -> None:
    for paragraph in EXAMPLE.read_text().split("\n\n"):
        lines = paragraph.splitlines()
        if any(ASSIGNMENT.fullmatch(line) for line in lines):
            assert lines[0].startswith("# "), paragraph


def test_it_holds_no_secret() -> None:
    assert {key for key in SECRETS if assignments()[key]} == set()


@pytest.mark.parametrize("key", sorted(KEYS))
def test_a_key_is_read_somewhere(key: str) -> None:
    readers = [*project.ROOT.glob("config/*.py"), *project.ROOT.glob("scripts/*.py")]
    readers += [*project.ROOT.glob("*/management/commands/*.py"), project.ROOT / "compose.yaml"]
    texts = [file.read_text() for file in readers if file.name != "environment.py"]
    texts.append((project.ROOT / "config" / "environment.py").read_text().partition("class ")[2])
    assert any(re.search(rf'"{key}"|\${{{key}\b', text) for text in texts)


def test_the_values_shown_are_the_ones_that_hold_without_it(tmp_path: Path) -> None:
    env_file = tmp_path / "example.env"
    said = {key: value for key, value in assignments().items() if value and key != "DEBUG"}
    env_file.write_text("".join(f"{key}={value}\n" for key, value in said.items()))
    assert settings_with(str(env_file)) == settings_with("")
