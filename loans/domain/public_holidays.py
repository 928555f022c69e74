"""Public holidays, as suggestions for a calendar. What is suggested is not in force: someone who
knows the branch picks from it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import holidays


@dataclass(frozen=True)
class Holiday:
    """A day on which much is closed, and what it is called."""

    on: date
    name: str


def countries() -> list[str]:
    """The countries that are known, by their ISO 3166-1 codes."""
    return sorted(code for code in holidays.list_supported_countries() if len(code) == 2)


def regions(country: str) -> list[tuple[str, str]]:
    """The parts of ``country`` with holidays of their own: code and name (the code, where none is
    known).
    """
    kind = getattr(holidays, country)
    names = {code: name for name, code in getattr(kind, "subdivisions_aliases", {}).items()}
    return [(code, names.get(code, code)) for code in kind.subdivisions]


def suggestions(country: str, region: str, year: int, language: str) -> Sequence[Holiday]:
    """The public holidays of a year in order, named in ``language`` where that is known, and else
    in one of the country's own.

    ``country`` must be one of ``countries``, ``region`` empty or one of its ``regions``.
    """
    kind = getattr(holidays, country)
    spoken = _spoken(kind.supported_languages, language) or kind.default_language
    days = kind(subdiv=region or None, years=year, language=spoken, expand=False)
    return [Holiday(on, name) for on, name in sorted(days.items())]


def _spoken(known: Sequence[str], language: str) -> str | None:
    wanted = language.replace("-", "_").lower()
    exact = [each for each in known if each.lower() == wanted]
    alike = [each for each in known if each.lower().split("_")[0] == wanted.split("_")[0]]
    return next(iter(exact + alike), None)
