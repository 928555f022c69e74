"""`make messages`: take up new texts into locale/, drop those that are gone, and compile.

Needs GNU gettext (xgettext, msgmerge), which Linux distributions and Homebrew have. What is made
can be committed as it is: no dates, no names, no line numbers.
"""

from __future__ import annotations

import os
import re
import sys
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Final

import django
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.core.management import call_command
from django.core.management.commands import makemessages

ROOT: Final = Path(__file__).resolve().parent.parent
LOCALE: Final = ROOT / "locale"
LONG_AGO: Final = datetime(2000, 1, 1, tzinfo=UTC)
NOT_OURS: Final = (".venv/*", "bench/*", "scripts/*", "static/*", "tests/*", "var/*")
_HEADER: Final = re.compile(r'"(POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team):')


def main() -> int:
    """Bring every catalogue up to date."""
    os.environ |= {"DJANGO_SETTINGS_MODULE": "config.settings", "DEBUG": "true"}
    django.setup()
    os.chdir(ROOT)
    call_command(
        _Collect(),
        locale=[folder.name for folder in sorted(LOCALE.iterdir())],
        ignore_patterns=list(NOT_OURS),
        no_wrap=True,
        no_obsolete=True,
        add_location="file",
        verbosity=0,
    )
    for catalogue in sorted(LOCALE.glob("*/LC_MESSAGES/django.po")):
        tidy(catalogue)
        compile_one(catalogue)
    return 0


class _Collect(makemessages.Command):
    """A new text is empty, not guessed from one that is like it."""

    msgmerge_options = [*makemessages.Command.msgmerge_options, "--no-fuzzy-matching"]


def tidy(catalogue: Path) -> None:
    """Leave out of the header what changes by itself, and who was there."""
    lines = catalogue.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = "".join(line for line in lines if not _HEADER.match(line))
    catalogue.write_text(kept, encoding="utf-8")


def compile_one(catalogue: Path) -> None:
    """Write what the library reads beside what translators do."""
    catalogue.with_suffix(".mo").write_bytes(compiled(catalogue))


def compiled(catalogue: Path) -> bytes:
    """The translations that are finished, as gettext reads them. A plural of which a form is
    missing stays English: it would be shown as nothing.
    """
    with catalogue.open("rb") as source:
        texts = read_po(source)
    texts.creation_date = texts.revision_date = LONG_AGO  # else both are now
    for message in texts:
        if isinstance(message.string, (list, tuple)) and not all(message.string):
            message.string = ""
    made = BytesIO()
    write_mo(made, texts, use_fuzzy=False)
    return made.getvalue()


if __name__ == "__main__":
    sys.exit(main())
