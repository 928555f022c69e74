from copy import deepcopy
from pathlib import Path

import pytest
from pytest_django import Settings


@pytest.fixture
def _test_templates(settings: Settings) -> None:
    """The tests' own templates beside the library's."""
    changed = deepcopy(settings.TEMPLATES)
    changed[0]["DIRS"] = [*changed[0]["DIRS"], Path(__file__).parent / "templates"]
    settings.TEMPLATES = changed
