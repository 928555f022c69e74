from collections.abc import Callable

import pytest
from django.test import Client
from rest_framework.test import APIClient

from accounts.models import User
from members.models import Member
from tests.access.doors import Visitor
from tests.access.things import Things


@pytest.fixture
def things(harbour: object, ada: Member, ben: Member, leo: User) -> Things:
    return Things(ben, leo)


@pytest.fixture
def visitor(
    ada: Member,
    vera: User,
    leo: User,
    alma: User,
    signed_in: Callable[[User], Client],
    api: Callable[..., APIClient],
) -> Callable[[str], Visitor]:
    """``visitor("member")``: Ada, at a browser and with a token."""
    cast = {"member": ada.user, "volunteer": vera, "librarian": leo, "administrator": alma}

    def made(role: str) -> Visitor:
        if role == "anonymous":
            return Visitor(Client(), api())
        user = cast[role]
        assert user
        return Visitor(signed_in(user), api(user))

    return made
