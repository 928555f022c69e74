"""Do the night's work by hand, or late."""

import sys
from argparse import ArgumentParser
from datetime import date, datetime, time
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models.audit import Interface
from core import clock
from loans import errors
from loans.models import NightlyRun, NightStep
from loans.services import nightly

TOLD_EVERY: Final = 1000


class Command(BaseCommand):
    help = (
        "The night's work: automatic renewals, fines, long overdue copies, hold shelves, due and "
        "overdue loans, and a check of the records. Doing it again changes nothing twice."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """As of when, and which steps."""
        parser.add_argument(
            "--as-of",
            metavar="WHEN",
            help="a day (its first moment) or an instant that is past; without it, now",
        )
        parser.add_argument(
            "--step",
            action="append",
            choices=NightStep.values,
            help="only this step; may be given more than once",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, print what every step came to, and exit with 1 when something failed."""
        now = clock.now()
        as_of = _instant(options["as_of"], now)
        steps = [NightStep(step) for step in options["step"] or NightStep.values]
        try:
            night = nightly.run(
                as_of, clock=clock.now, interface=Interface.COMMAND, steps=steps, tell=self._tell
            )
        except errors.NightRunning as refusal:
            raise CommandError(str(refusal)) from refusal
        if self._report(night):
            sys.exit(1)

    def _tell(self, step: NightStep, done: int, of: int) -> None:
        if done and done % TOLD_EVERY == 0:
            self.stderr.write(f"{step.value}: {done} of {of}")

    def _report(self, night: NightlyRun) -> bool:
        """Print what was done; whether anything failed."""
        steps, local = list(night.steps.all()), timezone.localtime(night.as_of)
        self.stdout.write(f"The night as of {local:%Y-%m-%d %H:%M %Z}")
        for step in steps:
            counts = f"{step.seen} looked at, {step.changed} changed, {step.failed} failed"
            end = ", BROKEN OFF (see the log)" if step.is_broken else ""
            self.stdout.write(f"  {step.step:<10} {counts}{end}")
        return any(step.failed or step.is_broken for step in steps)


def _instant(said: str | None, now: datetime) -> datetime:
    """The moment meant by ``said``, in the library's time unless it names a zone."""
    if not said:
        return now
    try:
        when = datetime.combine(date.fromisoformat(said), time.min)
    except ValueError:
        try:
            when = datetime.fromisoformat(said)
        except ValueError as error:
            raise CommandError(
                f"{said!r} is neither a day like 2026-05-06 nor an instant like 2026-05-06T03:00."
            ) from error
    aware = when if when.tzinfo else timezone.make_aware(when)
    if aware > now:
        raise CommandError("A night that has not come cannot be done: --as-of must be past.")
    return aware
