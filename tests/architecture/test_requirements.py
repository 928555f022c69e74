"""The locks: exact versions with hashes, and tests that run on what production runs on."""

from __future__ import annotations

import re

from tests.architecture import project

PIN = re.compile(r"^(?P<name>[\w.-]+)(\[[\w,]+\])?==(?P<version>\S+)", re.MULTILINE)


def pins(name: str) -> dict[str, str]:
    """The version that the lock `name` pins for each distribution."""
    return {
        found["name"].lower(): found["version"]
        for found in PIN.finditer((project.ROOT / name).read_text())
    }


def test_every_line_of_a_lock_is_a_pin_with_a_hash() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (project.ROOT / name).read_text()
        pinned = re.split(r"(?m)^(?=[^\s#])", text)[1:]
        assert pinned
        assert [
            line for line in pinned if not PIN.match(line) or "--hash=sha256:" not in line
        ] == []


def test_the_tests_run_on_the_versions_of_production() -> None:
    production, development = pins("requirements.txt"), pins("requirements-dev.txt")
    assert production
    assert production.items() <= development.items()


def test_what_is_asked_for_is_locked() -> None:
    for name in ("requirements", "requirements-dev"):
        asked = re.findall(r"(?m)^([\w.-]+)", (project.ROOT / f"{name}.in").read_text())
        wanted = {each.lower() for each in asked if not each.startswith("-")}
        assert wanted
        assert wanted <= pins(f"{name}.txt").keys()
