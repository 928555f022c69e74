from collections.abc import Callable
from uuid import UUID

import pytest
from django.test import Client
from rest_framework.test import APIClient

from accounts.models import User
from accounts.models.audit import Interface
from loans.models import Hold, Loan
from loans.services import payments, returns
from loans.services.situation import Desk
from members.models import Block, Member
from tests.access.doors import Visitor
from tests.conftest import NOW
from tests.factories.catalog import CopyFactory
from tests.factories.holds import HoldFactory
from tests.factories.loans import LoanFactory, PolicyFactory

BLOCK = UUID("0197a3c2-0000-7000-8000-000000000001")


@pytest.fixture
def things(harbour: object, ada: Member, ben: Member, leo: User) -> dict[str, str]:
    """What the addresses name: a book and its copy on the shelf, and things of Ben's."""
    copy = CopyFactory()
    loan: Loan = LoanFactory(member=ben)
    block = Block.objects.create(member=ben, reason="A reason", blocked_at=NOW, blocked_by=leo)
    back: Loan = LoanFactory(member=ben)
    desk = Desk(leo, back.branch, NOW, Interface.DESK)
    deed = returns.return_loan(back.pk, desk=desk).deed
    hold: Hold = HoldFactory(member=ben)
    payments.charge(ben.pk, 100, "A torn page", desk=desk)
    paid = payments.pay(ben.pk, 50, "cash", desk=desk)
    return {
        "<uuid:book_id>": str(copy.book_id),
        "<uuid:copy_id>": str(copy.pk),
        "<uuid:member_id>": str(ben.pk),
        "<uuid:loan_id>": str(loan.pk),
        "<uuid:block_id>": str(block.pk),
        "<path:barcode>": copy.barcode,
        "<path:nowhere>": "nowhere",
        "<str:barcode>": copy.barcode,
        "<uuid:deed_id>": str(deed),
        "<uuid:hold_id>": str(hold.pk),
        "<uuid:line_id>": str(paid.pk),
        "<int:number>": str(paid.receipt),
        "<uuid:policy_id>": str(PolicyFactory(branch=back.branch).pk),
        "<slug:code>": back.branch.code,
        "<str:uidb64>": "MTI",
        "<str:token>": "set-of-nothing",
        "<str:name>": "0-0.jpg",
    }


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
