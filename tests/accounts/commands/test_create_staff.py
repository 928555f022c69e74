import sys
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.management.commands import create_staff
from accounts.models import AuditEntry, User
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
PASSWORD = "a passphrase for the staff"


def run(email: str = "Eve@example.org", **options: Any) -> None:
    call_command("create_staff", email, **{"role": "librarian"} | options)


@pytest.fixture
def from_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STAFF_PASSWORD", PASSWORD)


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> list[str | type[BaseException]]:
    """Someone at a terminal; what they type is put into the list."""
    typed: list[str | type[BaseException]] = []

    def answer(_: str) -> str:
        what = typed.pop(0)
        if isinstance(what, str):
            return what
        raise what

    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    monkeypatch.setattr(create_staff, "getpass", answer)
    return typed


@pytest.mark.parametrize("role", ["volunteer", "librarian", "administrator"])
def test_it_makes_an_account_that_can_sign_in(
    from_environment: None, capsys: pytest.CaptureFixture[str], role: str
) -> None:
    run(role=role, name="  Eve   Adamson ")
    user = User.objects.get()
    assert (user.email, user.name) == ("eve@example.org", "Eve Adamson")
    assert user.check_password(PASSWORD)
    assert user.groups.get().name == role
    assert AuditEntry.objects.get().interface == "command"
    said = capsys.readouterr().out
    assert said == f"eve@example.org can sign in as {role} now.\n"


def test_without_a_name_the_address_gives_one(from_environment: None) -> None:
    run()
    assert User.objects.get().name == "Eve"


def test_a_password_can_be_typed_twice(terminal: list[str]) -> None:
    terminal += [PASSWORD, PASSWORD]
    run()
    assert User.objects.get().check_password(PASSWORD)


def refusal(**options: Any) -> str:
    with pytest.raises(CommandError) as error:
        run(**options)
    said = str(error.value)
    assert "\n" not in said
    assert said.endswith(".")
    return said


def test_an_unknown_role_is_refused_before_anyone_types(terminal: list[str]) -> None:
    assert "volunteer, librarian, administrator" in refusal(role="boss")


def test_a_taken_address_is_refused(from_environment: None) -> None:
    UserFactory(email="eve@example.org")
    assert "already" in refusal()


def test_what_is_no_address_is_refused(from_environment: None) -> None:
    assert "eve" in refusal(email="eve")


def test_a_weak_password_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STAFF_PASSWORD", "short")
    assert "short" in refusal()
    assert not User.objects.exists()


def test_two_different_passwords_are_refused(terminal: list[str]) -> None:
    terminal += [PASSWORD, "another passphrase"]
    assert "not the same" in refusal()


@pytest.mark.parametrize("interruption", [KeyboardInterrupt, EOFError])
def test_giving_up_does_nothing(terminal: list[Any], interruption: type[BaseException]) -> None:
    terminal.append(interruption)
    assert refusal() == "Nothing was done."


def test_without_a_terminal_it_names_the_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False)
    assert "STAFF_PASSWORD" in refusal()
