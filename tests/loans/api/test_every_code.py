"""Every code of lending, renewing and waiting is raised over REST, by what it names."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from catalog.models import Branch, Copy
from loans.models import AccountLine, HoldState, LineKind, Loan, Policy, WeeklyHours
from members.models import Block, Member
from tests.factories.catalog import CopyFactory
from tests.factories.holds import HoldFactory
from tests.factories.loans import LoanFactory

pytestmark = pytest.mark.django_db
Api = Callable[..., APIClient]
Setting = Callable[[Member, Copy], Any]
LATE: dict[str, Any] = {"loaned_at": "2026-04-01T08:00Z", "due_at": "2026-05-01T21:59:59Z"}
BACK: dict[str, Any] = LATE | dict.fromkeys(("returned_at", "recorded_at"), "2026-04-20T08:00Z")
SOON = datetime(2026, 5, 8, 21, 59, 59, tzinfo=UTC)


def policy(**terms: Any) -> Setting:
    """The policy says so."""
    return lambda _member, _copy: Policy.objects.update(**terms)


def noted(**columns: Any) -> Setting:
    """It is noted of the copy."""
    return lambda _member, copy: Copy.objects.filter(pk=copy.pk).update(**columns)


def expired(member: Member, _copy: Copy) -> None:
    Member.objects.filter(pk=member.pk).update(expires_on=date(2026, 5, 5))


def blocked(member: Member, _copy: Copy) -> None:
    Block.objects.create(member=member, reason="Conduct", blocked_at=SOON)


def indebted(member: Member, _copy: Copy) -> None:
    Policy.objects.update(debt_limit=4)
    AccountLine.objects.create(
        member=member, kind=LineKind.MANUAL, amount=5, at=SOON, interface="desk"
    )


def unverified(member: Member, _copy: Copy) -> None:
    User.objects.filter(pk=member.user_id).update(email_verified_at=None)


def young(member: Member, _copy: Copy) -> None:
    Policy.objects.update(min_age=12)
    Member.objects.filter(pk=member.pk).update(born_on=date(2014, 5, 7))


def late(member: Member, _copy: Copy) -> None:
    Policy.objects.update(overdue_limit=1)
    LoanFactory(member=member, **LATE)


def wanted(_member: Member, copy: Copy) -> None:
    HoldFactory(book=copy.book)


def never_open(_member: Member, copy: Copy) -> None:
    WeeklyHours.objects.bulk_create(
        WeeklyHours(branch=copy.branch, weekday=weekday) for weekday in range(7)
    )


def lent_to_other(_member: Member, copy: Copy) -> None:
    LoanFactory(copy=copy)


def lent_to_member(member: Member, copy: Copy) -> None:
    LoanFactory(copy=copy, member=member, due_at=SOON)


def another_copy_lent(member: Member, copy: Copy) -> None:
    LoanFactory(copy=CopyFactory(book=copy.book), member=member)


def had_before(member: Member, copy: Copy) -> None:
    """Another copy of the book, and it came back."""
    Policy.objects.update(ask_borrowed_before=True)
    LoanFactory(copy=CopyFactory(book=copy.book), member=member, **BACK)


def held_already(member: Member, copy: Copy) -> None:
    HoldFactory(book=copy.book, member=member)


@pytest.fixture
def copy(harbour: Branch) -> Copy:
    made: Copy = CopyFactory(branch=harbour)
    return made


def assert_refused(answer: Any, status: int, code: str) -> None:
    """The code is the headline, and among the findings where there are any."""
    said = answer.json()
    assert (answer.status_code, said["code"]) == (status, code), said
    assert code in [each["code"] for each in said.get("findings", [{"code": code}])]
    assert said["detail"] == said["message"] != ""


@pytest.mark.parametrize(
    ("code", "setting"),
    [
        ("member_expired", expired),
        ("member_blocked", blocked),
        ("copy_withdrawn", noted(withdrawn_at=SOON)),
        ("copy_on_order", noted(on_order=True)),
        ("copy_on_loan", lent_to_other),
        ("reference_only", noted(reference_only=True)),
        ("age_restricted", young),
        ("term_is_over", policy(term_bound="exact", term_on=date(2026, 5, 5))),
        ("no_open_day", never_open),
        ("loan_limit_reached", policy(loan_limit=0)),
        ("debt_limit_reached", indebted),
        ("overdue_loans", late),
        ("held_for_other", wanted),
    ],
)
def test_what_blocks_a_checkout(
    api: Api, vera: User, ada: Member, copy: Copy, code: str, setting: Setting
) -> None:
    setting(ada, copy)
    said = {"copy_barcode": copy.barcode, "member_id": str(ada.pk)}
    for client in (api(vera), api(ada.user)):
        assert_refused(client.post("/api/v1/loans", said, format="json"), 409, code)
        at_desk = client.get("/api/v1/loans/availability", said)
        assert code == "no_open_day" or at_desk.status_code == 200
    assert not Loan.objects.open().filter(member=ada, copy=copy).exists()


@pytest.mark.parametrize(
    ("code", "setting"),
    [("email_not_verified", unverified), ("self_checkout_off", policy(self_checkout=False))],
)
def test_what_blocks_members_alone(
    api: Api, vera: User, ada: Member, copy: Copy, code: str, setting: Setting
) -> None:
    setting(ada, copy)
    said = {"copy_barcode": copy.barcode, "member_id": str(ada.pk)}
    assert_refused(api(ada.user).post("/api/v1/loans", said, format="json"), 403, code)
    assert api(vera).post("/api/v1/loans", said, format="json").status_code == 201


@pytest.mark.parametrize(
    ("code", "setting"),
    [
        ("already_on_loan_to_member", lent_to_member),
        ("copy_lost", noted(lost_at=SOON)),
        ("copy_lost", noted(missing_at=SOON)),
        ("copy_damaged", noted(damaged_at=SOON)),
        ("same_book_on_loan", another_copy_lent),
    ],
)
def test_what_the_desk_is_asked_and_what_stops_a_member_alone(
    api: Api, vera: User, ada: Member, copy: Copy, code: str, setting: Setting
) -> None:
    setting(ada, copy)
    said = {"copy_barcode": copy.barcode, "member_id": str(ada.pk)}
    assert_refused(api(ada.user).post("/api/v1/loans", said, format="json"), 409, code)
    asked = api(vera).post("/api/v1/loans", said, format="json")
    assert (asked.status_code, asked.json()["code"]) == (412, "confirmation_needed")
    assert [(each["code"], each["kind"]) for each in asked.json()["findings"]] == [
        (code, "confirm")
    ]
    yes = said | {"confirmation": asked.json()["confirmation_token"]}
    assert api(vera).post("/api/v1/loans", yes, format="json").status_code == 201


@pytest.mark.parametrize(
    ("code", "setting"),
    [("borrowed_before", had_before), ("parts_to_count", noted(parts="2 discs, 1 booklet"))],
)
def test_what_only_the_desk_is_asked(
    api: Api, vera: User, ada: Member, copy: Copy, code: str, setting: Setting
) -> None:
    setting(ada, copy)
    said = {"copy_barcode": copy.barcode, "member_id": str(ada.pk)}
    alone = api(ada.user).get("/api/v1/loans/availability", said).json()
    assert (alone["findings"], alone["confirmation_token"]) == ([], None)
    asked = api(vera).post("/api/v1/loans", said, format="json")
    assert (asked.status_code, asked.json()["code"]) == (412, "confirmation_needed")
    assert [(each["code"], each["kind"]) for each in asked.json()["findings"]] == [
        (code, "confirm")
    ]
    yes = said | {"confirmation": asked.json()["confirmation_token"]}
    assert api(vera).post("/api/v1/loans", yes, format="json").status_code == 201


def claimed(member: Member, _copy: Copy) -> None:
    Loan.objects.filter(member=member).update(claimed_returned_at=SOON)


def returned(member: Member, _copy: Copy) -> None:
    Loan.objects.filter(member=member).update(returned_at=SOON, recorded_at=SOON)


def due_long_from_now(member: Member, _copy: Copy) -> None:
    Loan.objects.filter(member=member).update(due_at="2026-05-20T21:59:59Z")


@pytest.mark.parametrize(
    ("code", "setting"),
    [
        ("not_on_loan", returned),
        ("claimed_returned", claimed),
        ("copy_lost", noted(lost_at=SOON)),
        ("member_expired", expired),
        ("member_blocked", blocked),
        ("debt_limit_reached", indebted),
        ("renewal_limit_reached", policy(renewal_limit=0)),
        ("held_for_other", wanted),
        ("too_soon", policy(renew_within_days=1)),
        ("due_date_would_not_move", due_long_from_now),
        ("no_open_day", never_open),
    ],
)
def test_what_stands_against_a_renewal(
    api: Api, vera: User, ada: Member, copy: Copy, code: str, setting: Setting
) -> None:
    lent_to_member(ada, copy)
    loan = Loan.objects.get()
    setting(ada, copy)
    for user in (vera, ada.user):
        assert_refused(api(user).post(f"/api/v1/loans/{loan.pk}/renew"), 409, code)
    assert Loan.objects.get().renewals == 0


@pytest.mark.parametrize(
    ("code", "setting"),
    [
        ("member_expired", expired),
        ("member_blocked", blocked),
        ("debt_limit_reached", indebted),
        ("already_on_hold", held_already),
        ("already_on_loan_to_member", lent_to_member),
        ("no_holdable_copy", noted(damaged_at=SOON)),
        ("hold_limit_reached", policy(hold_limit=0)),
    ],
)
def test_what_stands_against_a_hold(
    api: Api, vera: User, ada: Member, copy: Copy, code: str, setting: Setting
) -> None:
    setting(ada, copy)
    said = {"member_id": str(ada.pk), "book_id": str(copy.book_id), "pickup_branch": "harbour"}
    for user in (vera, ada.user):
        assert_refused(api(user).post("/api/v1/holds", said, format="json"), 409, code)


def test_what_stands_against_a_change_of_a_hold(api: Api, ada: Member, ben: Member) -> None:
    hold = HoldFactory(member=ada)
    url = f"/api/v1/holds/{hold.pk}"
    assert_refused(api(ben.user).delete(url), 404, "unknown_hold")
    assert_refused(api(ben.user).delete(f"/api/v1/holds/{uuid4()}"), 404, "unknown_hold")
    hold.state, hold.position, hold.expires_on = HoldState.WAITING, None, date(2026, 5, 9)
    hold.captured_copy = CopyFactory(book=hold.book, on_hold_shelf=True)
    hold.save()
    assert_refused(api(ada.user).post(f"{url}/suspend"), 409, "hold_is_set_aside")
    assert api(ada.user).delete(url).status_code == 204
    assert_refused(api(ada.user).delete(url), 409, "hold_ended")


def test_what_is_not_so_cannot_be_ended(api: Api, leo: User, ada: Member, copy: Copy) -> None:
    client = api(leo)
    lent_to_member(ada, copy)
    loan = f"/api/v1/loans/{Loan.objects.get().pk}"
    assert_refused(client.post(f"{loan}/write-off"), 409, "not_lost")
    assert_refused(client.post(f"{loan}/claim/withdrawal"), 409, "not_claimed")
    found = {"outcome": "not_found"}
    answer = client.post(f"{loan}/claim/resolution", found, format="json")
    assert_refused(answer, 409, "not_claimed")
    nothing = {"deed_id": str(uuid4())}
    assert_refused(client.post("/api/v1/desk/undo", nothing, format="json"), 404, "unknown_deed")


def test_what_still_grows_or_is_not_there_is_not_reversed(
    api: Api, leo: User, ada: Member, copy: Copy
) -> None:
    lent_to_member(ada, copy)
    line = AccountLine.objects.create(
        member=ada, kind=LineKind.OVERDUE, amount=20, at=SOON, interface="job",
        loan=Loan.objects.get(), is_accruing=True,
    )  # fmt: skip
    url = f"/api/v1/members/{ada.pk}/reversals"
    for line_id, status, code in [
        (line.pk, 409, "still_growing"),
        (uuid4(), 404, "unknown_line"),
    ]:
        said = {"line_id": str(line_id), "reason": "Wrong", "branch": "harbour"}
        assert_refused(api(leo).post(url, said, format="json"), status, code)
