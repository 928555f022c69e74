"""Compile every template of the project, so that a broken tag is found before a reader finds it.

.venv/bin/python -m scripts.check_templates
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from scripts.bootstrap import ROOT


def templates() -> Iterator[tuple[str, Path]]:
    """Every template of the project's own: its name for the loader, and its file."""
    from django.template import engines

    for engine in engines.all():
        for directory in map(Path, engine.template_dirs):
            if directory.is_relative_to(ROOT) and not directory.is_relative_to(ROOT / ".venv"):
                for file in sorted(path for path in directory.rglob("*") if path.is_file()):
                    yield file.relative_to(directory).as_posix(), file


def main() -> int:
    """Compile them all; 0 when none is broken."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django
    from django.template import TemplateSyntaxError
    from django.template.loader import get_template

    django.setup()
    broken, seen = 0, 0
    for name, file in templates():
        seen += 1
        try:
            get_template(name)
        except (TemplateSyntaxError, UnicodeDecodeError) as error:
            broken += 1
            print(f"{file.relative_to(ROOT)}: {error}")
    print(f"{seen} templates, {broken} broken.")
    return 1 if broken or not seen else 0


if __name__ == "__main__":
    sys.exit(main())
