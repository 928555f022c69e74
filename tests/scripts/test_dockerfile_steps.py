"""The Dockerfile's steps, run for real."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.architecture import project

pytestmark = pytest.mark.image


@pytest.mark.skipif(
    "CI" not in os.environ, reason="takes a minute; CI and `make check-image` do it"
)
@pytest.mark.skipif("TEST_DATABASE_URL" in os.environ, reason="done in the run on SQLite")
def test_the_steps_of_the_dockerfile_make_a_library_that_lives() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "scripts.dockerfile_steps"],
        cwd=project.ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert "Every step of the Dockerfile works." in done.stdout
