"""Fill an empty library with a small town's books, members and loans."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core import clock
from loans.demo import library
from members.models import Member


class Command(BaseCommand):
    help = "Load the demo library: real titles, made-up people. In DEBUG only."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """``--force`` adds it to a library that has members already."""
        parser.add_argument("--force", action="store_true", help="even if there are members")

    def handle(self, *args: Any, **options: Any) -> None:
        """Build it and print who can sign in."""
        if not settings.DEBUG:
            raise CommandError("The demo library is for DEBUG only: its logins are for everyone.")
        if Member.objects.exists() and not options["force"]:
            raise CommandError(
                "This library has members already. With --force the demo library is added to it."
            )
        built = library.build(now=clock.now())
        self.stdout.write(
            f"The demo library: {built.titles} titles, {built.copies} copies, "
            f"{built.members} members, {built.open_loans} open loans."
        )
        self.stdout.write("Sign in as")
        for login in built.logins:
            role = login.role or "member"
            self.stdout.write(f"  {role:<14} {login.email:<28} {login.password}")
