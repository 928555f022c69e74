"""Someone who works here: the way to the first administrator, too."""

import os
import sys
from argparse import ArgumentParser
from getpass import getpass
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts import roles
from accounts.models.audit import Interface
from accounts.services import users
from core import clock, text
from core.errors import LibraryError


class Command(BaseCommand):
    help = "Make an account for someone who works here."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The address, the role and the name."""
        parser.add_argument("email", help="the address to sign in with")
        parser.add_argument("--role", required=True, help=", ".join(roles.ROLES))
        parser.add_argument("--name", default="", help="as others see it; else from the address")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it, or say in one sentence why not."""
        email = options["email"].strip()
        try:
            users.demand_role(options["role"])  # before anyone types a password
            user = users.create_staff(
                email=email,
                name=text.one_line(options["name"])[:200] or email.split("@")[0],
                password=_password(),
                role=options["role"],
                actor=None,
                now=clock.now(),
                interface=Interface.COMMAND,
            )
        except LibraryError as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{user.email} can sign in as {options['role']} now.")


def _password() -> str:
    """From ``STAFF_PASSWORD``, or typed twice. Raises ``CommandError``."""
    if given := os.environ.get("STAFF_PASSWORD", ""):
        return given
    if not sys.stdin.isatty():
        raise CommandError("Set STAFF_PASSWORD, or run this at a terminal to type a password.")
    try:
        typed, again = getpass("Password: "), getpass("Once more: ")
    except (KeyboardInterrupt, EOFError) as error:
        raise CommandError("Nothing was done.") from error
    if typed != again:
        raise CommandError("The two passwords are not the same.")
    return typed
