import re
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy

import pytest
from pytest_django import Settings

from core import clock
from members.models import OutboxMessage


class Calendar:
    """Real time, in which days can be let pass."""

    def __init__(self) -> None:
        self.passed = timedelta()

    def now(self) -> datetime:
        """What the library's clock says."""
        return datetime.now(UTC) + self.passed  # noqa: TID251 - tokens of the API know real time

    def days_pass(self, days: int) -> None:
        """Come back so many days later."""
        self.passed += timedelta(days=days)


@pytest.fixture
def calendar(stopped_clock: None, monkeypatch: pytest.MonkeyPatch) -> Calendar:
    """The clock runs again in these stories, from the present moment."""
    made = Calendar()
    monkeypatch.setattr(clock, "now", made.now)
    return made


@pytest.fixture(autouse=True)
def _letters_go_to_the_outbox(settings: Settings) -> None:
    """As they do outside tests, where Django would keep them in memory."""
    settings.EMAIL_BACKEND = "members.mail.OutboxBackend"


def link_in_the_letter_to(address: str) -> str:
    """The one link of the newest letter to ``address``, the same in its two parts."""
    stored = OutboxMessage.objects.filter(recipient=address).latest("id")
    letter = message_from_bytes(bytes(stored.raw), policy=policy.default)
    found = set()
    for kind in ("plain", "html"):
        part = letter.get_body(preferencelist=(kind,))
        assert part is not None
        found |= set(re.findall(r"http://testserver(/[^\s\"<]+\?[^\s\"<]+)", part.get_content()))
    (link,) = found
    return str(link)
