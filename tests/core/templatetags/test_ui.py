"""The tags and filters behind the components."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import RequestFactory

from core.templatetags import ui

SPRITE = "/static/icons/sprite.svg"


def test_an_icon_is_silent_when_words_stand_beside_it() -> None:
    assert ui.icon("book") == (
        f'<svg class="icon icon--book" aria-hidden="true"><use href="{SPRITE}#book"></use></svg>'
    )


def test_an_icon_alone_has_a_name_and_the_name_is_escaped() -> None:
    drawn = ui.icon("edit", 'Edit "A & B"')
    assert 'role="img" aria-label="Edit &quot;A &amp; B&quot;"' in drawn
    assert "aria-hidden" not in drawn


@pytest.mark.parametrize("chosen", ["auto", "light", "dark"])
def test_the_theme_is_the_one_in_the_cookie(chosen: str) -> None:
    request = RequestFactory().get("/")
    request.COOKIES["theme"] = chosen
    assert ui.theme({"request": request}) == chosen


@pytest.mark.parametrize("cookie", ["", "purple", '"><script>', "dark "])
def test_any_other_cookie_means_auto(cookie: str) -> None:
    request = RequestFactory().get("/")
    request.COOKIES["theme"] = cookie
    assert ui.theme({"request": request}) == "auto"


def test_a_page_without_a_request_or_a_cookie_is_auto() -> None:
    assert ui.theme({}) == "auto"
    assert ui.theme({"request": RequestFactory().get("/")}) == "auto"


def test_a_state_has_an_icon_a_tone_and_a_word() -> None:
    assert ui.mark("on_loan") == ui.Mark("clock", "info", "On loan")


def test_an_unknown_state_is_a_mistake_that_shows() -> None:
    with pytest.raises(LookupError, match=r"'onloan'.*available"):
        ui.mark("onloan")


def test_the_kinds_of_django_messages_are_kinds_of_notice() -> None:
    assert ui.notice_look("error") == ui.notice_look("refusal")
    assert ui.notice_look("debug") == ui.notice_look("info")


def test_an_unknown_kind_of_notice_is_a_mistake_that_shows() -> None:
    with pytest.raises(LookupError, match=r"'danger'.*refusal"):
        ui.notice_look("danger")


def test_a_cover_keeps_its_tone() -> None:
    assert ui.tone("Middlemarch") == ui.tone("Middlemarch")
    assert {ui.tone(number) for number in range(200)} == set(range(8))


@pytest.mark.parametrize(
    ("title", "long"),
    [("The sea, the sea", False), ("Middlemarch", True), ("", False), ("雪国", False)],
)
def test_a_long_word_wants_smaller_letters(title: str, long: bool) -> None:
    assert ui.has_long_word(title) is long


@pytest.mark.parametrize(
    ("days", "words", "state"),
    [
        (0, "today", "soon"),
        (1, "tomorrow", "soon"),
        (2, "in 2 days", "soon"),
        (3, "in 3 days", "soon"),
        (4, "in 4 days", "later"),
        (-1, "1 day overdue", "overdue"),
        (-12, "12 days overdue", "overdue"),
    ],
)
def test_a_due_date_is_counted_in_local_days(
    now: datetime, days: int, words: str, state: str
) -> None:
    end_of_local_day = datetime(2026, 5, 6, 21, 59, 59, tzinfo=UTC)
    assert ui.due(end_of_local_day + timedelta(days=days), now) == ui.Due(words, state)


def test_the_local_day_counts_where_the_utc_day_differs() -> None:
    late_in_berlin = datetime(2026, 5, 6, 22, 30, tzinfo=UTC)  # already 7 May there
    due = datetime(2026, 5, 7, 21, 59, 59, tzinfo=UTC)
    assert ui.due(due, late_in_berlin).words == "today"


def test_what_was_due_an_hour_ago_is_overdue_today(now: datetime) -> None:
    assert ui.due(now - timedelta(hours=1), now) == ui.Due("overdue", "overdue")
    assert ui.due(now, now) == ui.Due("today", "soon")
