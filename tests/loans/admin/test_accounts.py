from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from loans.models import AccountLine, Allocation
from loans.services import claims, payments
from loans.services.situation import Desk
from members.models import Member
from tests.loans.services.accounts import late_loan

pytestmark = pytest.mark.django_db
LINES, ALLOCATIONS = "admin:loans_accountline_changelist", "admin:loans_allocation_changelist"


@pytest.fixture
def alma_in(signed_in: Callable[[User], Client], alma: User) -> Client:
    return signed_in(alma)


def paid(member: Member, desk: Desk) -> AccountLine:
    payments.charge(member.pk, 100, "A new card", desk=desk)
    return payments.pay(member.pk, 100, "cash", desk=desk)


def queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


def test_lists_cost_the_same_for_one_row_and_for_twenty(
    alma_in: Client, ada: Member, office: Desk
) -> None:
    paid(ada, office)
    few = [queries(alma_in, reverse(name)) for name in (LINES, ALLOCATIONS)]
    for _ in range(19):
        paid(ada, office)
    assert [queries(alma_in, reverse(name)) for name in (LINES, ALLOCATIONS)] == few


def test_entries_are_found_by_receipt_and_card(
    alma_in: Client, ada: Member, ben: Member, office: Desk
) -> None:
    first = paid(ada, office)
    paid(ben, office)
    found = alma_in.get(reverse(LINES), {"q": str(first.receipt)}).context["cl"].result_list
    assert list(found) == [first]
    found = alma_in.get(reverse(LINES), {"q": ben.card_number}).context["cl"].result_list
    assert {line.member for line in found} == {ben}


@pytest.mark.parametrize("model", [AccountLine, Allocation])
def test_the_books_are_only_looked_at(
    alma_in: Client, ada: Member, office: Desk, model: type[AccountLine]
) -> None:
    paid(ada, office)
    row, name = model.objects.all()[0], model._meta.model_name
    page = alma_in.get(reverse(f"admin:loans_{name}_change", args=[row.pk]))
    assert page.status_code == 200
    assert b'name="_save"' not in page.content
    assert alma_in.get(reverse(f"admin:loans_{name}_delete", args=[row.pk])).status_code == 403
    assert alma_in.get(reverse(f"admin:loans_{name}_add")).status_code == 403


def test_a_claimed_loan_is_not_ended_in_passing(alma_in: Client, ada: Member, office: Desk) -> None:
    loan, other = claims.claim(late_loan(ada).pk, desk=office), late_loan(ada)
    chosen = {"action": "mark_returned", "_selected_action": [loan.pk, other.pk]}
    alma_in.post(reverse("admin:loans_loan_changelist"), chosen)
    loan.refresh_from_db()
    other.refresh_from_db()
    assert (loan.is_open, other.is_open) == (True, False)
