"""Mail goes the way it does in production: into the outbox, not into Django's list for tests."""

from typing import Any

import pytest


@pytest.fixture(autouse=True)
def _outbox(settings: Any) -> None:
    settings.EMAIL_BACKEND = "members.mail.OutboxBackend"
