"""No file names the host of a package registry or of a delivery network.

What is installed comes from wherever the installing machine is configured to look, and what a page
loads comes from the library itself.
"""

from __future__ import annotations

import pytest

from tests.architecture import project

# Written in pieces, so that this file does not name them either.
HOSTS = tuple(
    ".".join(pieces)
    for pieces in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("unpkg", "com"),
        ("jsdelivr", "net"),
        ("cdnjs", "cloudflare", "com"),
        ("docker", "io"),
        ("ghcr", "io"),
        ("quay", "io"),
        ("fonts", "googleapis", "com"),
        ("proxy", "golang", "org"),
        ("crates", "io"),
    )
)
TEXT = {
    "", ".cfg", ".css", ".env", ".example", ".html", ".in", ".js", ".json", ".md", ".py", ".sh",
    ".svg", ".toml", ".txt", ".yaml", ".yml",
}  # fmt: skip


def hosts_named(text: str) -> list[str]:
    """Which of the hosts `text` names."""
    lowered = text.lower()
    return [host for host in HOSTS if host in lowered]


def test_no_file_names_a_registry() -> None:
    texts = [file for file in project.files() if file.suffix in TEXT]
    found = {project.shown(file): hosts_named(file.read_text(errors="replace")) for file in texts}
    assert {"Makefile", "Dockerfile", "compose.yaml", "requirements.txt"} <= found.keys()
    assert {name: hosts for name, hosts in found.items() if hosts} == {}


@pytest.mark.parametrize("host", HOSTS)
def test_a_registry_would_be_found(host: str) -> None:
    assert hosts_named(f"--index-url https://{host.upper()}/simple") == [host]
