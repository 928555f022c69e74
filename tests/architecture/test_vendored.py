"""Files of others lie in a folder called vendor, with a VENDOR.txt that says what they are."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from tests.architecture import project

FACTS = {"name", "file", "version", "licence", "source", "sha256"}
FOLDERS = (project.ROOT / "static" / "vendor", project.ROOT / "tests" / "browser" / "vendor")


def entries(folder: Path) -> list[dict[str, str]]:
    """What VENDOR.txt says: after its heading, one block of `key: value` lines for each file."""
    blocks = (folder / "VENDOR.txt").read_text().strip().split("\n\n")[1:]
    pairs = [[line.partition(":") for line in block.splitlines()] for block in blocks]
    return [{key.strip(): value.strip() for key, _, value in block} for block in pairs]


def test_there_is_no_other_vendor_folder() -> None:
    found = [
        *project.ROOT.glob("[!.]*/**/vendor"),
        *project.ROOT.glob("vendor"),
    ]
    assert {folder for folder in found if "var" not in folder.parts} <= set(FOLDERS)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: str(project.shown(folder)))
def test_every_vendored_file_is_described(folder: Path) -> None:
    described = {entry["file"] for entry in entries(folder)}
    assert described
    assert described == {file.name for file in folder.iterdir()} - {"VENDOR.txt"}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: str(project.shown(folder)))
def test_every_vendored_file_is_unchanged(folder: Path) -> None:
    for entry in entries(folder):
        assert entry.keys() == FACTS
        digest = hashlib.sha256((folder / entry["file"]).read_bytes()).hexdigest()
        assert digest == entry["sha256"], entry["file"]
