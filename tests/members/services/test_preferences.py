"""What members do not want to be told of."""

from typing import Any

import pytest

from accounts.models import User
from accounts.models.audit import Interface
from members import errors
from members.domain.notices import OPTIONAL
from members.models import Member, NoticeHours
from members.services import digests, leaving, notices, preferences
from tests.members.services.telling import DAY, HOUR, NOON, bodies, cause, states

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """Notices have been on for a month, and what they are about is nobody's here."""
    monkeypatch.setattr(notices, "SETTLED", [])
    NoticeHours.objects.create(pk=1, on_since=NOON - 30 * DAY)


def test_what_is_optional_can_be_refused_until_the_moment_it_is_written(
    ada: Member, alma: User
) -> None:
    notices.tell(cause(ada), cause(ada, "overdue_1"), now=NOON)
    by: dict[str, Any] = {"actor": ada.user, "now": NOON, "interface": Interface.PAGE}
    preferences.choose(ada.pk, [], **by)
    digests.send_due(NOON + HOUR)
    assert states() == [("dropped", "turned_off"), ("posted", "")]
    assert "List-Unsubscribe" not in bodies()[0], "nothing in it can be turned off"
    preferences.choose(ada.pk, OPTIONAL, **by)
    assert preferences.unwanted(ada.pk) == frozenset()
    with pytest.raises(errors.NotOptional):
        preferences.choose(ada.pk, ["overdue_1"], **by)


def test_the_link_in_a_mail_ends_what_the_mail_was_about_and_no_more(ada: Member) -> None:
    notices.tell(cause(ada), now=NOON)
    digests.send_due(NOON + HOUR)
    (mail,) = bodies()
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in mail
    token = preferences.token(ada.pk, ["due_soon", "overdue_1"])
    for _ in range(2):
        preferences.unsubscribe(token, now=NOON, interface=Interface.PAGE)
    assert preferences.unwanted(ada.pk) == {"due_soon"}
    for wrong in ("", "x", token[:-1], token + "x", "a" * 5000):
        with pytest.raises(errors.UnsubscribeLink):
            preferences.offer(wrong)
    leaving.remove(ada.pk, actor=None, now=NOON, interface=Interface.PAGE)
    with pytest.raises(errors.UnsubscribeLink):
        preferences.offer(token)
