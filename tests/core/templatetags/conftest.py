"""What these tests share: static files by their plain names, and a fixed moment."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from pytest_django import Settings

PLAIN_STATIC = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}


@pytest.fixture(autouse=True)
def _plain_static_names(settings: Settings) -> None:
    settings.STORAGES = {**settings.STORAGES, "staticfiles": PLAIN_STATIC}
    settings.TIME_ZONE = "Europe/Berlin"


@pytest.fixture
def now() -> datetime:
    """Wednesday, 6 May 2026, noon in Berlin."""
    return datetime(2026, 5, 6, 10, tzinfo=UTC)
