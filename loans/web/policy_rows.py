"""Policies as rows and sentences of a page: words and addresses that a template must not make."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from catalog.models import Branch
from loans.domain import policies
from loans.models import Policy
from loans.selectors.matrix import Choices, Row, Why
from loans.services import terms


@dataclass(frozen=True)
class PolicyRow:
    """A policy in the list."""

    name: str
    url: str
    scope: str
    validity: str
    is_draft: bool
    loan_days: int
    renewals: int
    loans: int
    warnings: Sequence[str]
    draft_url: str
    delete_url: str


@dataclass(frozen=True)
class CellRow:
    """A cell of the matrix: the winner's name, and where it is explained."""

    type: str
    policy: str
    url: str
    is_chosen: bool


@dataclass(frozen=True)
class Told:
    """A policy that is told of: by name, and for what it is."""

    name: str
    url: str
    scope: str
    said: str


@dataclass(frozen=True)
class Explained:
    """Why a policy decides: the winner with its terms, the weaker ones, and the drafts."""

    title: str
    winner: Told
    sentences: Sequence[str]
    warnings: Sequence[str]
    weaker: Sequence[Told]
    to_come: Sequence[Told]


def policy(found: Policy, today: date) -> PolicyRow:
    """A policy with what it names."""
    return PolicyRow(
        name=found.name,
        url=edit_url(found),
        scope=terms.scope(found),
        validity=terms.validity(found),
        is_draft=found.valid_from is not None and found.valid_from > today,
        loan_days=found.loan_days,
        renewals=found.renewal_limit,
        loans=found.loan_limit,
        warnings=terms.warnings(found, today),
        draft_url=f"{reverse('loans:policy_add')}?{urlencode({'like': found.pk})}",
        delete_url="" if found.is_default else reverse("loans:policy_delete", args=[found.pk]),
    )


def matrix(
    rows: Sequence[Row], branch: Branch, on: date, chosen: tuple[str, str]
) -> list[tuple[str, list[CellRow]]]:
    """The rows of the matrix: a category, and a cell for each type."""
    return [(row.category.name, _cells(row, branch, on, chosen)) for row in rows]


def _cells(row: Row, branch: Branch, on: date, chosen: tuple[str, str]) -> list[CellRow]:
    cells = []
    for cell in row.cells:
        codes = (row.category.code, cell.copy_type.code)
        asked = {"branch": branch.code, "on": on, "category": codes[0], "type": codes[1]}
        url = f"{reverse('loans:policies')}?{urlencode(asked)}#why"
        cells.append(CellRow(cell.copy_type.name, cell.policy.name, url, codes == chosen))
    return cells


def case(within: Choices, branch: Branch, category: str, kind: str) -> policies.Case | None:
    """The lending that is asked about, if both codes are known."""
    categories = {each.code: each.pk for each in within.categories}
    types = {each.code: each.pk for each in within.types}
    if category not in categories or kind not in types:
        return None
    return policies.Case(branch.pk, categories[category], types[kind])


def explained(found: Why, within: Choices, branch: Branch) -> Explained:
    """Why a policy decides, in words."""
    category = next(each for each in within.categories if each.pk == found.case.member_category_id)
    kind = next(each for each in within.types if each.pk == found.case.copy_type_id)
    return Explained(
        title=" · ".join([str(branch), str(category), str(kind)]),
        winner=_told(found.winner, terms.won_by(found.winner)),
        sentences=terms.sentences(found.winner),
        warnings=terms.warnings(found.winner, found.on),
        weaker=[_told(each.policy, terms.weaker_because(each.code)) for each in found.weaker],
        to_come=[_told(each, terms.validity(each)) for each in found.to_come],
    )


def _told(found: Policy, said: str) -> Told:
    return Told(found.name, edit_url(found), terms.scope(found), said)


def edit_url(found: Policy) -> str:
    """Where a policy is changed."""
    return reverse("loans:policy_edit", args=[found.pk])


def facts(found: Policy) -> list[tuple[Any, str]]:
    """What a policy is, before it is deleted."""
    return [
        (_("For"), terms.scope(found)),
        (_("Holds"), terms.validity(found)),
        (_("Terms"), " ".join(terms.sentences(found))),
    ]
