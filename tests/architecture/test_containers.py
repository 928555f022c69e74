"""The image and the composition, read without an engine."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
import yaml
from django.core.management import get_commands, load_command_class

from config.environment import KEYS
from scripts import dockerfile
from tests.architecture import project

COMPOSE: dict[str, Any] = yaml.safe_load((project.ROOT / "compose.yaml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
OURS = ("app", "migrate", "worker")
COMMANDS = [SERVICES[name]["command"] for name in OURS]
STEPS = dockerfile.read(project.ROOT / "Dockerfile")
RUNTIME = dockerfile.last_stage(STEPS)
SECRET = re.compile(r"(SECRET|PASSWORD|TOKEN|KEY)")


def the(instruction: str) -> dockerfile.Step:
    """The one step of the final stage with this instruction."""
    (step,) = [step for step in RUNTIME if step.instruction == instruction]
    return step


def test_the_image_is_built_in_two_stages_from_the_same_slim_python() -> None:
    bases = [step.words for step in STEPS if step.instruction == "FROM"]
    assert [base[0] for base in bases] == ["python:3.12-slim"] * 2
    assert [base[2] for base in bases] == ["builder", "runtime"]


def test_packages_come_from_the_lock_with_hashes() -> None:
    installs = [step.text for step in STEPS if "pip install" in step.text]
    assert len(installs) == 1
    assert "--require-hashes -r /opt/requirements.txt" in installs[0]
    assert not any("pip install" in step.text for step in RUNTIME)


def test_it_runs_as_nobody_in_particular() -> None:
    user = the("USER").words[0]
    assert re.fullmatch(r"[1-9]\d{3,}:[1-9]\d{3,}", user)
    after = RUNTIME[RUNTIME.index(the("USER")) + 1 :]
    assert {step.instruction for step in after} <= {"EXPOSE", "HEALTHCHECK", "CMD"}


def test_it_serves_and_says_whether_it_lives() -> None:
    command = json.loads(the("CMD").text)
    assert command[:3] == ["python", "manage.py", "serve"]
    assert 'CMD ["python", "scripts/healthcheck.py"]' in the("HEALTHCHECK").text


def test_no_secret_is_baked_in() -> None:
    kept = [step for step in STEPS if step.instruction in {"ENV", "ARG", "LABEL"}]
    assert kept
    assert [step.text for step in kept if SECRET.search(step.text)] == []
    assert not any(step.instruction == "ADD" for step in STEPS)


def test_only_what_runs_goes_into_the_image() -> None:
    lines = (project.ROOT / ".dockerignore").read_text().splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]
    allowed = {rule[1:] for rule in rules if rule.startswith("!")}
    assert rules[0] == "*"
    assert {*project.CONTEXTS, "config", "core", "manage.py", "static", "templates"} <= allowed
    assert not {".env", ".git", "tests", "var", ".venv"} & allowed


def test_the_composition_has_every_part() -> None:
    assert SERVICES.keys() == {*OURS, "postgres", "redis", "mail"}


@pytest.mark.parametrize("name", OURS)
def test_our_services_can_do_no_more_than_they_must(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service
    assert "user" not in service


@pytest.mark.parametrize("name", OURS)
def test_our_services_know_only_keys_that_the_library_reads(name: str) -> None:
    assert SERVICES[name]["environment"].keys() <= KEYS
    assert {"SECRET_KEY", "JWT_SECRET_KEY", "DATABASE_URL", "REDIS_URL"} <= SERVICES[name][
        "environment"
    ].keys()


@pytest.mark.parametrize("command", [json.loads(the("CMD").text), *COMMANDS])
def test_what_is_started_is_a_command_with_options_it_knows(command: list[str]) -> None:
    assert command[:2] == ["python", "manage.py"]
    app = get_commands()[command[2]]
    assert isinstance(app, str)
    parser = load_command_class(app, command[2]).create_parser("manage.py", command[2])
    known, unknown = parser.parse_known_args(command[3:])
    assert known.settings is None
    assert unknown == []


def test_secrets_are_asked_for_and_never_given() -> None:
    for name, service in SERVICES.items():
        for key, value in service.get("environment", {}).items():
            if SECRET.search(key):
                assert str(value).startswith("${"), (name, key)
    for key in ("SECRET_KEY", "JWT_SECRET_KEY"):
        assert SERVICES["app"]["environment"][key].startswith(f"${{{key}:?")


def test_nothing_starts_before_the_database_is_migrated() -> None:
    assert SERVICES["migrate"]["depends_on"]["postgres"] == {"condition": "service_healthy"}
    assert SERVICES["migrate"]["restart"] == "no"
    for name in ("app", "worker"):
        waits = SERVICES[name]["depends_on"]
        assert waits["migrate"] == {"condition": "service_completed_successfully"}


def test_ports_are_open_to_this_machine_only() -> None:
    ports = [port for service in SERVICES.values() for port in service.get("ports", [])]
    assert ports
    assert [port for port in ports if not port.startswith("127.0.0.1:")] == []


def test_images_of_others_are_pinned_to_a_version() -> None:
    images = [service["image"] for name, service in SERVICES.items() if name not in OURS]
    assert len(images) == 3
    assert [image for image in images if not re.search(r":v?\d", image)] == []


def test_what_must_last_is_on_a_volume() -> None:
    assert COMPOSE["volumes"].keys() == {"database", "media"}
    assert SERVICES["postgres"]["volumes"] == ["database:/var/lib/postgresql/data"]
    assert SERVICES["app"]["volumes"] == ["media:/app/var/media"]
