"""The desks and things that tests of lending share."""

from dataclasses import replace

import pytest

from accounts.models import User
from catalog.models import Branch, Copy
from loans.services.situation import Desk
from tests.factories.catalog import BranchFactory, CopyFactory


@pytest.fixture
def office(at_desk: Desk, leo: User) -> Desk:
    """Leo, who may do everything, at the harbour desk."""
    return replace(at_desk, actor=leo)


@pytest.fixture
def hill(db: None) -> Branch:
    """Another branch."""
    return BranchFactory(code="hill", name="Hill branch")


@pytest.fixture
def at_hill(at_desk: Desk, hill: Branch) -> Desk:
    """Vera at the desk of the other branch."""
    return replace(at_desk, branch=hill)


@pytest.fixture
def copy(harbour: Branch) -> Copy:
    """A copy on the shelf of the harbour branch."""
    made: Copy = CopyFactory(book__title="Silence", branch=harbour)
    return made
