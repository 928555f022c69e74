"""The pages about notices."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from core.ids import new_id
from members.models import Letter, Member, Notice, NoticeHours, NoticeRule, NoticeText
from members.services import notices, preferences
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 5, 6, 10, 0, tzinfo=UTC)
Browser = Callable[[User], Client]


@pytest.fixture(autouse=True)
def rules() -> None:
    NoticeHours.objects.create(pk=1, on_since=NOON - timedelta(days=9))


def told(member: Member, event: str = "due_soon", **more: Any) -> None:
    day = NOON.date()
    notices.tell(notices.Cause(member.pk, event, new_id(), day, day, **more), now=NOON)


def test_the_list_shows_what_was_not_sent_and_why(
    ada: Member, leo: User, signed_in: Browser
) -> None:
    told(ada)
    told(ada, "due_today")
    page = signed_in(leo).get("/notices").content.decode()
    assert "such notices are turned off" in page
    assert "not before" in page
    some = signed_in(leo).get("/notices", {"state": "dropped", "q": "ada"}).content.decode()
    assert "such notices are turned off" in some
    assert "not before" not in some
    none = signed_in(leo).get("/notices", {"q": "nobody at all"}).content.decode()
    assert "No such notices" in none


def test_the_list_is_a_file_too(ada: Member, leo: User, signed_in: Browser) -> None:
    told(ada, "due_today")
    answer = signed_in(leo).get("/notices", {"format": "csv"})
    text = b"".join(answer).decode()
    assert "Ada Nowak" in text
    assert "such notices are turned off" in text


def test_it_costs_the_same_for_one_and_for_twenty(leo: User, signed_in: Browser) -> None:
    client, counts = signed_in(leo), []
    for members in (1, 20):
        for member in MemberFactory.create_batch(members):
            told(member)
        client.get("/notices")
        with CaptureQueriesContext(
            connection,
        ) as seen:
            client.get("/notices")
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_letters_are_shown_until_they_are_printed(
    ada: Member, leo: User, signed_in: Browser
) -> None:
    Member.objects.update(address="Hafenstraße 7\n20457 Hamburg")
    letter = Letter.objects.create(
        member=ada, subject="Overdue", text="Hello\n\n<b>you</b>", language="en", written_at=NOON
    )
    client = signed_in(leo)
    page = client.get("/notices/letters").content.decode()
    assert "Hafenstraße 7<br>20457 Hamburg" in page
    assert "&lt;b&gt;you&lt;/b&gt;" in page
    assert client.post("/notices/letters", {"letter": ["nonsense"]}).status_code == 422
    client.post("/notices/letters", {"letter": [str(letter.pk)]})
    assert "No letters to print" in client.get("/notices/letters").content.decode()


def test_a_text_is_looked_at_kept_and_reset(ada: Member, alma: User, signed_in: Browser) -> None:
    client, where = signed_in(alma), "/notices/texts/due_soon/mail/en"
    said = {"subject": "Soon", "opening": "", "line": "{title}!", "member": "Ada"}
    page = client.post(where, {**said, "look": "1"}).content.decode()
    assert "The Left Hand of Darkness!" in page
    assert not NoticeText.objects.exists(), "only looked at"
    piece = client.post(where, {**said, "look": "1"}, HTTP_HX_REQUEST="true").content.decode()
    assert piece.strip().startswith("<section")
    wrong = client.post(where, {**said, "line": "{titel}"})
    assert wrong.status_code == 422
    assert "Nothing fills in {titel} here" in wrong.content.decode()
    assert "{due_on}" in wrong.content.decode()
    client.post(where, said)
    assert NoticeText.objects.get().line == "{title}!"
    client.post(f"{where}/reset")
    assert not NoticeText.objects.exists()
    for nowhere in ("nothing/mail/en", "due_soon/pigeon/en", "due_soon/mail/xx"):
        assert client.get(f"/notices/texts/{nowhere}").status_code in {404, 422}


def test_a_rule_and_the_quiet_hours_are_kept(alma: User, signed_in: Browser) -> None:
    client = signed_in(alma)
    client.post("/notices/rules/due_soon", {"is_on": "on", "days": "5"})
    client.post("/notices/rules/due_today", {"is_on": "on"})
    client.post("/notices/rules", {"quiet_from": "20:00", "quiet_until": "08:00"})
    page = client.get("/notices/rules").content.decode()
    assert "5 days before" in page
    assert 'value="20:00"' in page
    wrong = client.post("/notices/rules", {"quiet_from": "20:00"})
    assert wrong.status_code == 422
    assert client.post("/notices/rules/due_soon", {"days": "-1"}).status_code == 422
    assert client.get("/notices/rules/nothing").status_code == 404


def test_reminders_come_one_after_the_other(alma: User, signed_in: Browser) -> None:
    client = signed_in(alma)
    wrong = client.post("/notices/rules/overdue_1", {"is_on": "on", "days": "8"})
    assert wrong.status_code == 422
    assert "one after the other, not on these days: 8, 7, 21." in wrong.content.decode()
    assert not NoticeRule.objects.exists()
    same_day = client.post("/notices/rules/overdue_3", {"is_on": "on", "days": "7"})
    assert same_day.status_code == 422
    client.post("/notices/rules/overdue_2", {"days": "7"})
    kept = client.post("/notices/rules/overdue_1", {"is_on": "on", "days": "8"})
    assert kept.status_code == 302, "there is no second reminder now"
    back = client.post("/notices/rules/overdue_2", {"is_on": "on", "days": "7"})
    assert back.status_code == 422


def test_a_member_chooses_on_a_page_of_their_own(ada: Member, signed_in: Browser) -> None:
    assert ada.user is not None
    client = signed_in(ada.user)
    page = client.get("/me/notices").content.decode()
    assert "Due soon" in page
    assert "Hold ready" in page, "named as one that goes to everybody"
    client.post("/me/notices", {"wanted": ["renewed"]})
    assert "due_soon" in preferences.unwanted(ada.pk)
    assert "renewed" not in preferences.unwanted(ada.pk)
    assert client.post("/me/notices", {"wanted": ["overdue_1"]}).status_code == 422


def test_the_link_of_a_mail_asks_first_and_mail_programs_need_no_form(ada: Member) -> None:
    client = Client(enforce_csrf_checks=True)
    where = f"/notices/unsubscribe?token={preferences.token(ada.pk, ['due_soon'])}"
    assert "No more of these" in client.get(where).content.decode()
    assert preferences.unwanted(ada.pk) == frozenset()
    answer = client.post(where, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert preferences.unwanted(ada.pk) == {"due_soon"}
    assert client.post("/notices/unsubscribe", {"token": "x"}).status_code == 404


def test_the_dashboard_counts_what_was_not_sent(
    ada: Member, leo: User, vera: User, signed_in: Browser
) -> None:
    told(ada)
    Notice.objects.update(state="failed")
    page = signed_in(leo).get("/dashboard").content.decode()
    assert "Notices not sent this week" in page
    assert "/notices" in page
    assert 'href="/notices"' not in signed_in(vera).get("/dashboard").content.decode()
