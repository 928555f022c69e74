"""Who may import whom: the contracts in pyproject.toml."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

from tests.architecture import project

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


def test_every_context_is_under_the_contracts() -> None:
    rules = tomllib.loads((project.ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    apps = {file.parent.name for file in project.files() if file.name == "apps.py"}
    assert apps == {*project.CONTEXTS, "core", "config"}
    assert apps == set(rules["root_packages"])
