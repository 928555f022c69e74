"""Building the demo library from its parts."""

import random
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.timezone import get_default_timezone

from accounts.models import User
from accounts.models.audit import Interface
from accounts.services import users
from catalog.models import Branch, CopyType
from loans.demo import lending, people, shelves, troubles, waiting
from loans.models import Loan, Policy, Weekday, WeeklyHours
from members.models import Block, Category, Member
from members.services import blocks, registration

SEED: Final = 2016
FINES: Final = {"fine_per_day": 20, "fine_cap": 1000, "grace_days": 2, "debt_limit": 1500}
"""What adults are charged for late books, in minor units."""
_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True)
class Login:
    """Someone the visitor can be."""

    email: str
    name: str
    role: str
    password: str


@dataclass(frozen=True)
class Built:
    """The demo library in numbers, and how to enter it."""

    logins: Sequence[Login]
    titles: int
    copies: int
    members: int
    open_loans: int


def build(*, now: datetime) -> Built:
    """Make the demo library, or complete it. All of it or, when anything is refused, nothing."""
    dice = random.Random(SEED)  # noqa: S311 - to be the same everywhere, not to be secret
    with transaction.atomic():
        _arrange()
        logins = [_login(email, name, role, now=now) for email, name, role in people.LOGINS]
        actor = User.objects.by_email(people.LOGINS[2][0]).get()
        bought = shelves.fill(actor=actor, now=now, dice=dice)
        readers = _members(actor=actor, now=now)
        if bought:
            lending.borrowed_by(readers[0], bought, actor=actor, now=now)
            lending.happen(readers[1:], bought, actor=actor, now=now, dice=dice)
            waiting.happen(readers[1:], actor=actor, now=now)
            troubles.happen(readers[1:], actor=actor, now=now)
        _block(readers[-14], actor=actor, now=now)
        _former(actor=actor, now=now)
        return Built(
            logins=logins,
            titles=len({copy.book_id for copy in bought}),
            copies=len(bought),
            members=len(readers),
            open_loans=Loan.objects.open().count(),
        )


def _arrange() -> None:
    """Branches, kinds and policies, so that there is something to see of each."""
    first = Branch.objects.get(code="main")
    Branch.objects.get_or_create(
        code="riverside", defaults={"name": "Riverside branch", "time_zone": first.time_zone}
    )
    Category.objects.get_or_create(
        code="student", defaults={"name": "Student", "enrolment_months": 6}
    )
    for name, scope, terms in (
        (
            "Children's books",
            {"copy_type": CopyType.objects.get(code="children")},
            {"loan_days": 28},
        ),
        ("Students", {"member_category": Category.objects.get(code="student")}, {"loan_limit": 15}),
        ("Adults", {"member_category": Category.objects.get(code="adult")}, FINES),
    ):
        Policy.objects.get_or_create(**scope, defaults={"name": name, **terms})
    for branch in Branch.objects.all():
        WeeklyHours.objects.get_or_create(branch=branch, weekday=Weekday.SUNDAY)


def _login(email: str, name: str, role: str, *, now: datetime) -> Login:
    """An account with a fresh password: nobody knows the one it had."""
    password = "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))
    user = User.objects.by_email(email).first()
    if user:
        users.replace_password(user, password=password, now=now, interface=Interface.COMMAND)
    elif role:
        users.create_staff(
            email=email,
            name=name,
            password=password,
            role=role,
            actor=None,
            now=now,
            interface=Interface.COMMAND,
        )
    else:
        user = users.open_account(email=email, name=name, password=password, now=now)
        users.mark_verified(user, now=now)
    return Login(email, name, role, password)


def _members(*, actor: User, now: datetime) -> list[Member]:
    """Sixty members, enrolled over the past year; the first has the member's login."""
    made: list[Member] = []
    groups = (("adult", people.ADULTS), ("student", people.STUDENTS), ("child", people.CHILDREN))
    for code, names in groups:
        category = Category.objects.get(code=code)
        for number, name in enumerate(names):
            known = Member.objects.filter(name=name, category=category).first()
            facts = registration.Facts(name=name, category=category, phone=_phone(len(made)))
            day = now - timedelta(days=150 - 2 * number)
            made.append(known or _enrolled(facts, actor=actor, day=day))
    made[0].user = User.objects.by_email(people.LOGINS[0][0]).get()
    made[0].save(update_fields=["user"])
    return made


def _former(*, actor: User, now: datetime) -> Member:
    """Somebody whose year has ended."""
    category = Category.objects.get(code="adult")
    known = Member.objects.filter(name=people.FORMER, category=category).first()
    facts = registration.Facts(name=people.FORMER, category=category, phone=_phone(60))
    return known or _enrolled(facts, actor=actor, day=now - timedelta(days=400))


def _enrolled(facts: registration.Facts, *, actor: User, day: datetime) -> Member:
    return registration.enrol(
        facts,
        actor=actor,
        now=day,
        today=day.astimezone(get_default_timezone()).date(),
        interface=Interface.COMMAND,
    )


def _phone(number: int) -> str:
    # 01632 960000 to 960999 are kept for fiction by Ofcom.
    return f"01632 960{number + 100:03d}"


def _block(member: Member, *, actor: User, now: datetime) -> Block:
    return blocks.block(
        member.pk,
        reason="Moved away; post came back",
        until_on=None,
        actor=actor,
        now=now - timedelta(days=3),
        interface=Interface.DESK,
    )
