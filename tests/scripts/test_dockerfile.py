"""Reading a Dockerfile and its .dockerignore, and finding its paths in a scratch directory."""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath

import pytest

from scripts import dockerfile, dockerfile_steps


def test_a_continued_line_is_one_step(tmp_path: Path) -> None:
    file = tmp_path / "Dockerfile"
    file.write_text("# what it is\nFROM a AS b\n\nFROM c\n# why\nRUN one \\\n    && two\n")
    steps = dockerfile.read(file)
    assert [step.instruction for step in steps] == ["FROM", "FROM", "RUN"]
    assert steps[-1].text == "one && two"
    assert dockerfile.last_stage(steps) == steps[2:]


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("manage.py", True),
        ("core/web/views.py", True),
        ("core/web/__pycache__/views.cpython-312.pyc", False),
        (".env", False),
        ("tests/environment.py", False),
        ("scripts/healthcheck.py", True),
        ("scripts/start.py", False),
    ],
)
def test_of_the_rules_that_match_the_last_decides(path: str, kept: bool) -> None:
    rules = ("*", "!manage.py", "!core", "!scripts/healthcheck.py", "**/__pycache__")
    assert dockerfile.Ignore(rules).keeps(PurePosixPath(path)) is kept


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("/opt/venv/bin/pip -r /opt/r.txt", "{0}/opt/venv/bin/pip -r {0}/opt/r.txt"),
        ("mkdir /app && cd /app", "mkdir {0}/app && cd {0}/app"),
        ("/approach /usr/opt/x ./app", "/approach /usr/opt/x ./app"),
        ("PATH=/opt/venv/bin:$PATH", "PATH={0}/opt/venv/bin:$PATH"),
    ],
)
def test_the_folders_of_the_image_are_found_in_the_scratch_directory(
    tmp_path: Path, said: str, meant: str
) -> None:
    assert dockerfile_steps.Image(tmp_path).inside(said) == meant.format(tmp_path)


def test_the_user_of_the_image_is_the_user_who_runs_this(tmp_path: Path) -> None:
    image = dockerfile_steps.Image(tmp_path)
    assert image.inside("chown 10001:10001 x") == f"chown {os.getuid()}:{os.getgid()} x"
