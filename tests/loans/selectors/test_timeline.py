import re
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings

from accounts.models import AuditEntry
from accounts.models.audit import Interface
from catalog.models import Branch
from loans.models.hold import HoldState
from loans.selectors import timeline, timeline_words
from members.models import Member
from tests.factories.catalog import CopyFactory

BERLIN = ZoneInfo("Europe/Berlin")
OURS = ("loan", "hold", "copy", "account", "deed", "member", "book")
NOT_AUDITED = {"hold.not_expired"}  # a line of the log


def entry(action: str, **data: object) -> AuditEntry:
    at = datetime(2026, 5, 6, 8, tzinfo=UTC)
    return AuditEntry(action=action, at=at, interface=Interface.DESK, data=data)


def test_every_word_of_the_trail_has_a_sentence() -> None:
    root = Path(settings.BASE_DIR)
    found = {f"hold.{state}" for state in (HoldState.CANCELLED, HoldState.EXPIRED)}
    for context in ("catalog", "members", "loans"):
        for path in (root / context / "services").glob("*.py"):
            words = re.findall(r'"([a-z]+\.[a-z_]+)"', path.read_text())
            found |= {word for word in words if word.split(".")[0] in OURS}
    audited = {word for word in found if not _is_permission(word)} - NOT_AUDITED
    assert len(audited) > 30
    assert audited <= timeline_words.known()


def _is_permission(word: str) -> bool:
    return bool(re.match(r"(loans|members|catalog|accounts)\.", word))


@pytest.mark.parametrize(
    ("action", "data", "sentence"),
    [
        (
            "loan.checked_out",
            {"due_at": "2026-05-20T21:59:59+00:00"},
            "Lent, due Wed, 20 May 2026.",
        ),
        (
            "loan.checked_out",
            {"due_at": "2026-05-20T22:00:01+00:00", "overrides": {"loan_limit_reached": "School"}},
            "Lent, due Thu, 21 May 2026. Overridden: School",
        ),
        (
            "loan.renewed",
            {"due_at": "2026-06-03T10:00:00+00:00", "was_due_at": "2026-05-20T10:00:00+00:00"},
            "Renewed: due Wed, 3 Jun 2026 instead of Wed, 20 May 2026.",
        ),
        ("loan.returned", {"days_late": 0}, "Returned."),
        ("loan.returned", {"days_late": 1}, "Returned, 1 day late."),
        ("loan.returned", {"days_late": 3}, "Returned, 3 days late."),
        ("loan.lost", {"why": "long_overdue"}, "So long overdue that it counts as lost."),
        ("loan.lost", {}, "Lost by the member."),
        ("hold.placed", {"position": 2}, "A hold was placed, number 2 in the queue."),
        (
            "hold.waiting",
            {"expires_on": "2026-05-13"},
            "Set aside on the hold shelf until Wed, 13 May 2026.",
        ),
        ("account.paid", {"amount": -250}, "Paid €2.50."),
        ("member.blocked", {"until_on": None}, "Blocked."),
        ("member.blocked", {"until_on": "2026-05-13"}, "Blocked until Wed, 13 May 2026."),
        ("deed.undone", {"kind": "return"}, "Undone: taken back."),
        ("loan.renewed", {}, "Renewed: due – instead of –."),
        ("something.new", {}, "something.new"),
    ],
)
def test_entries_speak(action: str, data: dict[str, object], sentence: str) -> None:
    assert timeline_words.sentence(entry(action, **data), BERLIN) == sentence


@pytest.mark.django_db
def test_whoever_was_forgotten_has_no_name(harbour: Branch, ada: Member) -> None:
    copy = CopyFactory()
    entries = [
        AuditEntry(
            pk=1, action="copy.seen", at=ada.created_at, interface=Interface.JOB, copy_id=copy.pk
        ),
        AuditEntry(
            pk=2,
            action="loan.returned",
            at=ada.created_at,
            interface=Interface.DESK,
            member_id=uuid4(),
            data={"branch": "gone"},
        ),
    ]
    told = timeline.told(entries)
    assert [(each.by, each.barcode, each.member, each.where) for each in told] == [
        ("the library, by itself", copy.barcode, "", ""),
        ("", "", "", "gone"),
    ]


@pytest.mark.django_db
def test_nothing_happened_after_to_nothing(ada: Member) -> None:
    assert timeline.next_after(ada.created_at) is None
    assert timeline.next_after(ada.created_at, member=ada.pk) is None
