"""The library that the model and the real one begin with: the same things twice, as plain values
and as rows.
"""

from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from accounts.models import KeptFor, User
from accounts.models.retention import MOST_DAYS
from accounts.services import tokens
from catalog.models import Branch as BranchRow
from catalog.models import Copy as CopyRow
from loans.models import DatedDay, WeeklyHours
from loans.models import Policy as PolicyRow
from loans.services.forgetting import ENDED
from members.models import Member as MemberRow
from tests.factories.accounts import UserFactory
from tests.factories.catalog import BookFactory, BranchFactory, CopyFactory, CopyTypeFactory
from tests.factories.members import CategoryFactory, MemberFactory
from tests.model.rules import Branch, Policy
from tests.model.things import Copy, House, Member, State

STARTS: Final = (
    datetime(2026, 5, 6, 8, 0, tzinfo=UTC),
    datetime(2026, 10, 20, 21, 30, tzinfo=UTC),  # clocks go back in Berlin, then in New York
    datetime(2027, 12, 27, 3, 0, tzinfo=UTC),  # it is the day before in New York
    datetime(2028, 2, 24, 12, 0, tzinfo=UTC),  # a leap day, then clocks go forward
)
HOUSE: Final = House(
    branches={
        "harbour": Branch(
            "harbour",
            "Europe/Berlin",
            weekdays=frozenset({6}),
            days=frozenset({date(2026, 5, 13), date(2026, 10, 31), date(2028, 1, 1)}),
        ),
        "hill": Branch(
            "hill",
            "America/New_York",
            weekdays=frozenset({5, 6}),
            days=frozenset({date(2026, 5, 20), date(2028, 2, 29)}),
        ),
    },
    policies=(
        Policy(
            "Everything",
            loan_days=7,
            renewal_limit=2,
            loan_limit=2,
            overdue_limit=2,
            debt_limit=150,
            hold_limit=2,
            hold_pickup_days=2,
            fine_per_day=20,
            grace_days=1,
            fine_cap=100,
            lost_after_days=15,
            replacement_price=900,
            processing_fee=100,
            found_refund="all",
            found_within_days=20,
        ),
        Policy(
            "Hill",
            branch="hill",
            loan_days=7,
            loan_limit=3,
            ask_borrowed_before=True,
            renewal_days=3,
            closed_days="same_weekday",
            fine_per_day=50,
            beyond_grace_only=False,
            grace_days=2,
            fine_up_to_copy_value=True,
            fine_open_days_only=False,
            processing_fee=30,
            lost_after_days=10,
            found_refund="unpaid",
            found_within_days=5,
            hold_pickup_days=1,
        ),
        Policy(
            "Films",
            kind="dvd",
            loan_days=2,
            loan_limit=2,
            closed_days="open_days_only",
            renew_from="due_date",
            renew_within_days=1,
            renewal_limit=3,
            auto_renew=True,
            fine_per_day=70,
            min_age=12,
            ask_borrowed_before=True,
            found_refund="nothing",
            replacement_price=40,
        ),
        Policy(
            "Children",
            category="child",
            loan_days=5,
            closed_days="ignore",
            loan_limit=1,
            hold_limit=1,
            self_checkout=False,
            auto_renew=True,
            renewal_limit=1,
        ),
        Policy("Children at the hill", branch="hill", category="child", loan_days=1, loan_limit=2),
    ),
)
BOOKS: Final = ("one", "three", "two")
COPIES: Final = (
    Copy("one-a", "one", "harbour", "book"),
    Copy("one-b", "one", "hill", "book", price=120),
    Copy("one-c", "one", "harbour", "book"),
    Copy("three-a", "three", "hill", "book"),
    Copy("two-a", "two", "harbour", "dvd", price=1500, parts="1 disc, 1 booklet"),
    Copy("two-b", "two", "harbour", "book", is_reference=True),
)
NAMES: Final = ("ada", "ben", "cyd", "dan")
STAFF: Final = "staff"
FAR: Final = timedelta(days=900)


def state(start: datetime) -> State:
    """The library as the model begins with it. Cyd's membership ends soon; Dan is a child whose
    address nobody has verified.
    """
    ends = {name: until(name, start) for name in NAMES}
    members = {name: Member(name, "adult", ends[name]) for name in NAMES}
    dan = Member("dan", "child", ends["dan"], born=date(2018, 5, 20), is_verified=False)
    members["dan"] = dan
    return State(members, {copy.name: replace(copy) for copy in COPIES})


def until(name: str, start: datetime) -> date:
    """The last day of a membership."""
    return (start + (timedelta(days=25) if name == "cyd" else FAR)).date()


@dataclass(frozen=True)
class Ids:
    """What the rows are called: members, books and copies by their names in the model."""

    members: dict[str, str]
    books: dict[str, str]
    barcodes: dict[str, str]
    users: dict[str, str]


def furnish() -> None:
    """Branches, calendars and policies as rows.

    The library keeps what has ended as long as it may: what the nights forget is another matter
    than the rules of lending, and tests of its own look at it.
    """
    KeptFor.objects.update_or_create(code=ENDED.code, defaults={"days": MOST_DAYS})
    for branch in HOUSE.branches.values():
        row = BranchFactory(code=branch.code, name=branch.code.title(), time_zone=branch.zone)
        for weekday in branch.weekdays:
            WeeklyHours.objects.get_or_create(branch=row, weekday=weekday)
        for day in branch.days:
            DatedDay.objects.get_or_create(branch=row, on=day, defaults={"name": "Closed"})
    for policy in HOUSE.policies:
        PolicyRow.objects.update_or_create(
            branch=BranchRow.objects.filter(code=policy.branch).first(),
            member_category=CategoryFactory(code=policy.category) if policy.category else None,
            copy_type=CopyTypeFactory(code=policy.kind) if policy.kind else None,
            defaults=_terms(policy),
        )


def people(start: datetime) -> Ids:
    """Members, books and copies as rows, new ones each time."""
    members = {name: _member(name, start) for name in NAMES}
    books = {name: BookFactory(title=name) for name in BOOKS}
    copies = {copy.name: _copy(copy, books[copy.book]) for copy in COPIES}
    users = {name: str(member.user_id) for name, member in members.items()}
    users[STAFF] = str(UserFactory(role="librarian").pk)
    return Ids(
        {name: str(member.pk) for name, member in members.items()},
        {name: str(book.pk) for name, book in books.items()},
        {name: copy.barcode for name, copy in copies.items()},
        users,
    )


def passes(ids: Ids) -> dict[str, str]:
    """An access token for everyone who asks."""
    users = {str(user.pk): user for user in User.objects.filter(pk__in=ids.users.values())}
    now = datetime.now(UTC)  # noqa: TID251 - JWTs know real time
    return {name: tokens.issue(users[pk], now=now).access_token for name, pk in ids.users.items()}


def _member(name: str, start: datetime) -> MemberRow:
    plain = state(start).members[name]
    verified = {} if plain.is_verified else {"user__email_verified_at": None}
    made: MemberRow = MemberFactory(
        name=name.title(),
        category=CategoryFactory(code=plain.category),
        expires_on=plain.until,
        born_on=plain.born,
        **verified,
    )
    return made


def _copy(copy: Copy, book: Any) -> CopyRow:
    made: CopyRow = CopyFactory(
        book=book,
        branch=BranchRow.objects.get(code=copy.home),
        copy_type=CopyTypeFactory(code=copy.kind),
        price_minor=copy.price,
        reference_only=copy.is_reference,
        parts=copy.parts,
    )
    return made


def _terms(policy: Policy) -> dict[str, Any]:
    scope = {"branch", "category", "kind"}
    return {
        each.name: getattr(policy, each.name) for each in fields(policy) if each.name not in scope
    }
