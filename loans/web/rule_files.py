"""Policies and calendars as files for spreadsheets."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from catalog.models import Branch
from core import money
from core.tables import Cell, Table
from loans.domain.calendars import Plan
from loans.models import Policy
from loans.selectors.matrix import Choices, Row
from loans.services import policies, terms
from loans.web import calendar_rows

ALL: Final = "all"
"""Asks for every policy with its terms, where the matrix is what the page's own file holds."""
_MONEY: Final = {"debt_limit", "fine_per_day", "fine_cap", "replacement_price", "processing_fee"}
_TERMS: Final = tuple(
    name
    for name in policies.NAMES
    if name not in {"name", "branch", "member_category", "copy_type", "valid_from", "valid_until"}
)


def of_matrix(rows: Sequence[Row], within: Choices, branch: Branch, on: date) -> Table:
    """Which policy decides at ``branch`` on ``on``: categories down, types across."""
    columns = [_("Members"), *(each.name for each in within.types)]
    cells = ([row.category.name, *(cell.policy.name for cell in row.cells)] for row in rows)
    name = _("policies")
    return Table(f"{name}-{branch.code}-{on.isoformat()}", columns, cells)


def of_policies(known: Sequence[Policy]) -> Table:
    """Every policy with what it names, when it holds, and all its terms."""
    columns = [
        *(_("Name"), _("Branch"), _("Category of members"), _("Type of copy")),
        *(_("Takes effect on"), _("Holds until")),
        *(capfirst(str(_field(name).verbose_name)) for name in _TERMS),
        _("Terms"),
    ]
    return Table(_("policies"), columns, (_policy(each) for each in known))


def of_days(plan: Plan, branch: Branch, year: int) -> Table:
    """The days of a year that are unlike others, and those on which it is closed every year."""
    columns = [_("From"), _("To"), _("Name"), _("State")]
    name = _("calendar")
    return Table(f"{name}-{branch.code}-{year}", columns, _days(plan, year))


def _policy(found: Policy) -> list[Cell]:
    named = [found.branch, found.member_category, found.copy_type]
    return [
        found.name,
        *(str(each) if each else _("any") for each in named),
        *(found.valid_from, found.valid_until),
        *(_term(found, name) for name in _TERMS),
        " ".join(terms.sentences(found)),
    ]


def _term(found: Policy, name: str) -> Cell:
    value: Any = getattr(found, name)
    if value is None or isinstance(value, date):
        return value
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name in _MONEY:
        return money.plain(value)
    if isinstance(value, str):
        return str(dict(_field(name).flatchoices).get(value, value))
    return int(value)


def _field(name: str) -> Any:
    return Policy._meta.get_field(name)


def _days(plan: Plan, year: int) -> Iterator[list[Cell]]:
    for each in calendar_rows.specials(plan, year):
        yield [each.first, each.last, each.name, _("open") if each.is_open else _("closed")]
    for day in calendar_rows.yearly(plan):
        yield [day.words, day.words, day.name, _("closed every year")]
