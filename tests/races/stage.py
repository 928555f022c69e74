"""People for the races, made in a database of their own: ``python -m tests.races.stage``.

Run with the environment of a server. Prints, as JSON, who can act and with which tokens. Books and
copies are added by the tests themselves, through the API.
"""

import json
import sys
from datetime import UTC, date, datetime
from typing import Any, Final

import django

MEMBERS: Final = 600


def build() -> dict[str, Any]:
    """A librarian, an administrator, and members who have verified their addresses, each with
    fresh tokens.
    """
    from accounts.services import tokens

    now = datetime.now(UTC)  # noqa: TID251 - the servers live in real time
    librarian, administrator, *readers = _accounts(now)
    pairs = [tokens.issue(user, now=now) for user in readers]
    return {
        "librarian": tokens.issue(librarian, now=now).access_token,
        "administrator": tokens.issue(administrator, now=now).access_token,
        "members": [
            {
                "id": str(member.pk),
                "token": pair.access_token,
                "refresh_token": pair.refresh_token,
            }
            for member, pair in zip(_members(readers, now), pairs, strict=True)
        ],
    }


def _accounts(now: datetime) -> list[Any]:
    """A librarian, an administrator, and behind them the members' accounts."""
    from django.contrib.auth.models import Group

    from accounts.models import User

    users: list[Any] = User.objects.bulk_create(
        User(
            email=f"racer{number}@example.org",
            name=f"Racer {number}",
            password="!",
            date_joined=now,
            email_verified_at=now,
        )
        for number in range(MEMBERS + 2)
    )
    users[0].groups.add(Group.objects.get(name="librarian"))
    users[1].groups.add(Group.objects.get(name="administrator"))
    return users


def _members(users: list[Any], now: datetime) -> list[Any]:
    from members.domain import cards
    from members.models import Category, Member

    category = Category.objects.get(self_registration=True)
    return Member.objects.bulk_create(
        Member(
            user=user,
            name=user.name,
            sort_name=user.name.lower(),
            search_name=f" {user.name.lower()} ",
            card_number=cards.numbered(8, number),
            category=category,
            expires_on=date(now.year + 2, 1, 1),
            created_at=now,
        )
        for number, user in enumerate(users)
    )


if __name__ == "__main__":
    django.setup()
    json.dump(build(), sys.stdout)
