"""A loan and a return cost the same, however large the library is."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from catalog.models import Copy
from loans.models import Loan
from members.models import Member
from tests.factories.accounts import UserFactory
from tests.factories.catalog import BranchFactory, CopyFactory
from tests.factories.holds import HoldFactory
from tests.factories.loans import LoanFactory, PolicyFactory
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db
Api = Callable[..., APIClient]
URL = "/api/v1/loans"


def queries_of_a_loan(client: APIClient, member: Member, copy: Copy) -> list[str]:
    with CaptureQueriesContext(connection) as asked:
        body = {"copy_barcode": copy.barcode, "member_id": str(member.pk)}
        assert client.post(URL, body, format="json").status_code == 201
    return [each["sql"] for each in asked if "SAVEPOINT" not in each["sql"]]


def queries_of_a_return(client: APIClient, copy: Copy) -> list[str]:
    loan = Loan.objects.open().get(copy=copy)
    with CaptureQueriesContext(connection) as asked:
        assert client.post(f"{URL}/{loan.pk}/return", {}, format="json").status_code == 200
    return [each["sql"] for each in asked if "SAVEPOINT" not in each["sql"]]


def live_on(member: Member, copy: Copy, now: datetime) -> None:
    """A library that has been at work for a while, for the member, the copy, and all others."""
    LoanFactory.create_batch(6, member=member)
    LoanFactory.create_batch(8)
    for days in range(1, 9):
        span = {"loaned_at": now - timedelta(days=40 * days), "returned_at": now}
        LoanFactory(copy=copy, **span, recorded_at=now)
        LoanFactory(member=member, **span, recorded_at=now)
        HoldFactory(member=member)
        HoldFactory()
    for number in range(5):
        PolicyFactory(branch=BranchFactory(code=f"b{number}"))
        MemberFactory(user=UserFactory())
        CopyFactory(book=copy.book)


def test_a_loan_costs_the_same_however_large_the_library(
    api: Api, ada: Member, now: datetime
) -> None:
    client = api(ada.user)
    queries_of_a_loan(client, ada, CopyFactory())  # with what a process asks only once
    small = queries_of_a_loan(client, ada, CopyFactory())
    copy = CopyFactory()
    live_on(ada, copy, now)
    large = queries_of_a_loan(client, ada, copy)
    # Who asks; member, copy, policy, what they have out, holds, blocks, calendar; four writes.
    assert len(small) == len(large) == 12


def test_a_return_costs_the_same_however_large_the_library(
    api: Api, ada: Member, now: datetime
) -> None:
    client, first, later = api(ada.user), CopyFactory(), CopyFactory()
    queries_of_a_loan(client, ada, first)
    small = queries_of_a_return(client, first)
    live_on(ada, later, now)
    queries_of_a_loan(client, ada, later)
    large = queries_of_a_return(client, later)
    # Who asks, and what they may; the loan, then member, copy and loan under lock; four writes.
    assert len(small) == len(large) == 10
