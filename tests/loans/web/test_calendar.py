from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from catalog.models import Branch
from loans.domain.due_dates import end_of
from loans.models import DatedDay, Loan, WeeklyHours, YearlyDay
from loans.services import calendars
from members.models import Member
from tests.factories.catalog import BranchFactory
from tests.factories.loans import LoanFactory
from tests.html import assert_valid, words

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User], Client]
DAY_20 = date(2026, 5, 20)


def url(name: str = "", code: str = "harbour") -> str:
    return reverse(f"loans:calendar{name and '_'}{name}", args=[code])


def week(*closed: int) -> dict[str, str]:
    said: dict[str, str] = {}
    for day in set(range(7)) - set(closed):
        said |= {
            f"week-open_{day}": "on",
            f"week-from_{day}": "10:00",
            f"week-until_{day}": "18:00",
        }
    return said


def test_the_week_is_kept_and_shown_in_every_month(
    signed_in: SignedIn, alma: User, harbour: Branch
) -> None:
    client = signed_in(alma)
    page = client.post(url("week"), week(5, 6), follow=True)
    assert "The calendar was saved." in words(page)
    assert WeeklyHours.objects.filter(opens_at=None).count() == 2
    closed = [
        day
        for month in page.context["months"]
        for days in month.weeks
        for day in days
        if day and "closed" in day.state
    ]
    assert len(closed) == 104
    assert calendars.plan_of(harbour.pk).weekly[0] is not None


def test_hours_may_be_unsaid_but_not_half_said(
    signed_in: SignedIn, alma: User, harbour: Branch
) -> None:
    client = signed_in(alma)
    open_all = {f"week-open_{day}": "on" for day in range(7)}
    assert client.post(url("week"), open_all).status_code == 302
    assert not WeeklyHours.objects.exists()
    for wrong in ({"week-from_0": "10:00"}, {"week-from_0": "10:00", "week-until_0": "09:00"}):
        page = client.post(url("week"), open_all | wrong)
        assert page.status_code == 422
        assert "It must close after it opens." in words(page)


def test_a_branch_that_would_never_open_is_refused_with_what_was_chosen(
    signed_in: SignedIn, alma: User, harbour: Branch
) -> None:
    page = signed_in(alma).post(url("week"), {})
    assert page.status_code == 409
    assert "Harbour branch would not be open on any day of the coming year" in words(page)
    assert not WeeklyHours.objects.exists()


def test_a_calendar_that_never_opens_says_so(
    signed_in: SignedIn, alma: User, harbour: Branch
) -> None:
    WeeklyHours.objects.bulk_create(WeeklyHours(branch=harbour, weekday=day) for day in range(7))
    assert "nothing can be lent here until that is mended" in words(signed_in(alma).get(url()))


def test_closures_are_entered_from_day_to_day_and_taken_out_one_by_one(
    signed_in: SignedIn, alma: User, harbour: Branch
) -> None:
    client = signed_in(alma)
    said = {"days-first": "2026-12-24", "days-last": "2026-12-26", "days-name": "Break"}
    page = client.post(url("days"), said | {"days-kind": "closed"}, follow=True)
    assert "Thu, 24 Dec 2026 to Sat, 26 Dec 2026 Break" in words(page)
    one = {"first": "2026-12-25", "last": "2026-12-25"}
    client.post(url("days_gone"), one)
    assert list(DatedDay.objects.values_list("on", flat=True)) == [
        date(2026, 12, 24),
        date(2026, 12, 26),
    ]
    again = client.post(url("days_gone"), one)
    assert again.status_code == 404
    assert "This day is not in the calendar." in words(again)
    client.post(url("days_gone"), {"first": "2026-12-24", "last": "2026-12-26"})
    assert not DatedDay.objects.exists()


def test_a_day_can_be_open_by_way_of_exception(
    signed_in: SignedIn, alma: User, harbour: Branch
) -> None:
    client = signed_in(alma)
    client.post(url("week"), week(6))
    said = {"days-first": "2026-05-17", "days-name": "Book fair", "days-kind": "open"}
    page = client.post(url("days"), said, follow=True)
    assert "Sun, 17 May 2026 Book fair (open)" in words(page)
    assert calendars.of(harbour.pk).is_open(date(2026, 5, 17))
    cells = [day for month in page.context["months"] for days in month.weeks for day in days if day]
    assert [(day.number, day.said) for day in cells if day.state == "special"] == [
        (17, "Book fair")
    ]


@pytest.mark.parametrize(
    ("said", "status", "told"),
    [
        ({"days-last": "2026-05-19"}, 422, "The last day cannot be before the first."),
        ({"days-last": "2028-05-19"}, 422, "At most 366 days at a time."),
        ({"days-name": ""}, 422, "This field is required."),
        ({"days-first": "2026-05-13"}, 409, "is in the calendar already: “Inventory”"),
    ],
)
def test_a_closure_that_makes_no_sense_is_refused(
    signed_in: SignedIn, alma: User, harbour: Branch, said: dict[str, str], status: int, told: str
) -> None:
    DatedDay.objects.create(branch=harbour, on=date(2026, 5, 13), name="Inventory")
    good = {"days-first": "2026-05-20", "days-name": "Works", "days-kind": "closed"}
    page = signed_in(alma).post(url("days"), good | said)
    assert page.status_code == status
    assert told in words(page)
    assert DatedDay.objects.count() == 1


def test_yearly_days_are_kept_and_taken_out(
    signed_in: SignedIn, alma: User, harbour: Branch
) -> None:
    client = signed_in(alma)
    said = {"yearly-day": "25", "yearly-month": "12", "yearly-name": "Christmas"}
    assert "25 December Christmas" in words(client.post(url("yearly"), said, follow=True))
    wrong = client.post(url("yearly"), said | {"yearly-day": "30", "yearly-month": "2"})
    assert wrong.status_code == 422
    assert "No year has this day." in words(wrong)
    client.post(url("yearly_gone"), {"month": "12", "day": "25"})
    assert not YearlyDay.objects.exists()


def test_a_closure_tells_of_loans_and_offers_to_move_them(
    signed_in: SignedIn, alma: User, harbour: Branch
) -> None:
    loan = LoanFactory(branch=harbour, due_at=end_of(DAY_20, harbour.zone))
    client = signed_in(alma)
    said = {"days-first": "2026-05-20", "days-name": "Works", "days-kind": "closed"}
    told = words(client.post(url("days"), said, follow=True))
    assert "1 open loan is due on Wed, 20 May 2026, which is closed now." in told
    assert "1 open loan is due on a closed day. See them and move them" in told
    offer = words(client.get(url("due")))
    assert "Wed, 20 May 2026 Works Thu, 21 May 2026 1 0" in offer
    done = words(client.post(url("due"), follow=True))
    assert "1 loan has a later due date now." in done
    assert Loan.objects.get(pk=loan.pk).due_at == datetime(2026, 5, 21, 21, 59, 59, tzinfo=UTC)
    assert "No open loan is due on a closed day" in words(client.get(url("due")))


def test_public_holidays_are_suggested_and_the_chosen_ones_taken_over(
    signed_in: SignedIn, alma: User, harbour: Branch
) -> None:
    client = signed_in(alma)
    asked = {"country": "DE", "region": "BY", "year": "2026"}
    page = client.get(url("holidays"), asked)
    assert "Thu, 14 May 2026 Ascension Day" in words(page)
    assert "Epiphany" not in words(page)  # it is May
    address = f"{url('holidays')}?country=DE&region=BY&year=2026"
    client.post(address, {"days": ["2026-05-14", "2026-12-25"]})
    found = DatedDay.objects.values_list("on", "name")
    assert list(found) == [
        (date(2026, 5, 14), "Ascension Day"),
        (date(2026, 12, 25), "Christmas Day"),
    ]
    assert "Ascension Day closed already" in words(client.get(address))


def test_the_country_is_guessed_from_the_branch_and_nonsense_is_passed_over(
    signed_in: SignedIn, alma: User, harbour: Branch
) -> None:
    client = signed_in(alma)
    assert client.get(url("holidays")).context["asked"].initial["country"] == "DE"
    odd = {"country": "XX", "region": "YY", "year": "three"}
    page = client.get(url("holidays"), odd)
    assert page.context["asked"].initial == {"country": "DE", "region": "", "year": 2026}


def test_where_the_country_cannot_be_guessed_it_is_asked_for(
    signed_in: SignedIn, alma: User
) -> None:
    BranchFactory(code="moon", name="Moon branch", time_zone="UTC")
    page = signed_in(alma).get(url("holidays", "moon"))
    assert "Choose a country to see its holidays" in words(page)


def test_only_what_was_suggested_can_be_chosen(
    signed_in: SignedIn, alma: User, harbour: Branch
) -> None:
    client = signed_in(alma)
    for chosen in ([], ["2026-05-07"]):
        page = client.post(url("holidays"), {"days": chosen})
        assert page.status_code == 422
        assert_valid(page)
    assert not DatedDay.objects.exists()


def test_one_branch_is_shown_at_once_and_several_are_listed(
    signed_in: SignedIn, alma: User, harbour: Branch
) -> None:
    client = signed_in(alma)
    Branch.objects.exclude(pk=harbour.pk).update(is_active=False)
    assert client.get(reverse("loans:calendars")).headers["Location"] == url()
    BranchFactory(code="hill", name="Hill branch")
    assert "Hill branch" in words(client.get(reverse("loans:calendars")))
    assert client.get(url(code="nowhere")).status_code == 422


def test_only_administrators_keep_calendars(
    signed_in: SignedIn, ada: Member, vera: User, leo: User, alma: User, harbour: Branch
) -> None:
    names = ("", "week", "days", "days_gone", "yearly", "yearly_gone", "holidays", "due")
    assert ada.user
    for user, status in ((ada.user, 403), (vera, 403), (leo, 403), (alma, 200)):
        client = signed_in(user)
        assert {client.get(url(name)).status_code for name in names} == {status}
    assert {Client().post(url(name)).status_code for name in names} == {302}


def test_the_page_asks_as_often_for_a_full_calendar_as_for_an_empty_one(
    signed_in: SignedIn, alma: User, harbour: Branch
) -> None:
    client = signed_in(alma)
    DatedDay.objects.create(branch=harbour, on=DAY_20, name="Works")
    LoanFactory(branch=harbour, due_at=end_of(DAY_20, harbour.zone))

    def questions() -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get(url()).status_code == 200
        return len(found)

    questions()
    few = questions()
    for day in range(21, 31):
        on = date(2026, 5, day)
        DatedDay.objects.create(branch=harbour, on=on, name="Works")
        LoanFactory(branch=harbour, due_at=end_of(on, harbour.zone))
    assert questions() == few
