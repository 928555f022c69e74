from collections.abc import Callable

import pytest
from django.db import connection
from django.forms.models import model_to_dict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEntry, User
from accounts.models.audit import Interface
from catalog.models import Branch
from loans.models import Loan, Policy
from tests.conftest import NOW
from tests.factories.catalog import BranchFactory
from tests.factories.loans import LoanFactory, PolicyFactory

pytestmark = pytest.mark.django_db
LOANS, POLICIES = "admin:loans_loan_changelist", "admin:loans_policy_changelist"
SAID = {"name": "Harbour", "loan_days": 7, "renewal_days": "", "renewal_limit": 1, "loan_limit": 3}
# What else the form asks for is sent as it stands in a policy of which nothing is said.
LEFT = model_to_dict(Policy()).items()
TERMS = {name: value for name, value in LEFT if value is not None and value is not False} | SAID


@pytest.fixture
def alma_in(signed_in: Callable[[User], Client], alma: User) -> Client:
    return signed_in(alma)


def queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


def test_lists_cost_the_same_for_one_row_and_for_twenty(alma_in: Client) -> None:
    LoanFactory()
    PolicyFactory(branch=BranchFactory(code="b"))
    for name in (LOANS, POLICIES):  # what a process asks once is asked now
        queries(alma_in, reverse(name))
    few = [queries(alma_in, reverse(name)) for name in (LOANS, POLICIES)]
    LoanFactory.create_batch(19)
    for number in range(19):
        PolicyFactory(branch=BranchFactory(code=f"b{number}"))
    assert [queries(alma_in, reverse(name)) for name in (LOANS, POLICIES)] == few


def test_loans_are_found_and_filtered(alma_in: Client) -> None:
    late = LoanFactory(loaned_at="2026-04-01T08:00Z", due_at="2026-05-01T08:00Z")
    LoanFactory(returned_at=NOW)

    def found(**query: str) -> list[Loan]:
        return list(alma_in.get(reverse(LOANS), query).context["cl"].result_list)

    assert found(q=late.copy.barcode) == [late]
    assert found(state="overdue") == found(state="open") == [late]
    assert len(found(state="returned")) == 1
    assert len(found()) == 2


def test_loans_are_only_looked_at(alma_in: Client) -> None:
    loan = LoanFactory()
    page = alma_in.get(reverse("admin:loans_loan_change", args=[loan.pk]))
    assert page.status_code == 200
    assert b'name="_save"' not in page.content
    assert alma_in.get(reverse("admin:loans_loan_add")).status_code == 403
    delete = reverse("admin:loans_loan_delete", args=[loan.pk])
    assert alma_in.post(delete, {"post": "yes"}).status_code == 403


def test_marking_as_returned_goes_through_the_desks_deed(alma_in: Client, alma: User) -> None:
    loan, back = LoanFactory(), LoanFactory(returned_at=NOW)
    chosen = {"action": "mark_returned", "_selected_action": [str(loan.pk), str(back.pk)]}
    answer = alma_in.post(reverse(LOANS), chosen, follow=True)
    assert b"1 loan returned." in answer.content
    loan.refresh_from_db()
    loan.copy.refresh_from_db()
    assert (loan.is_open, loan.copy.is_on_loan) == (False, False)
    entry = AuditEntry.objects.get(action="loan.returned")
    assert (entry.actor, entry.interface) == (alma, Interface.ADMIN)


def test_a_policy_is_made(alma_in: Client, harbour: Branch) -> None:
    alma_in.post(reverse("admin:loans_policy_add"), TERMS | {"branch": str(harbour.pk)})
    assert Policy.objects.get(branch=harbour).loan_days == 7


def test_a_second_policy_for_the_same_scope_is_refused_clearly(
    alma_in: Client, harbour: Branch
) -> None:
    PolicyFactory(branch=harbour)
    for scope in ({}, {"branch": str(harbour.pk)}):
        answer = alma_in.post(reverse("admin:loans_policy_add"), TERMS | scope)
        assert (
            b"There is a policy for this branch, category and type from this day already."
            in answer.content
        )
    assert Policy.objects.count() == 2


def test_the_default_is_not_deleted_nor_given_a_scope(alma_in: Client, harbour: Branch) -> None:
    default = Policy.objects.get()
    delete = reverse("admin:loans_policy_delete", args=[default.pk])
    assert alma_in.post(delete, {"post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [str(default.pk)], "post": "yes"}
    alma_in.post(reverse(POLICIES), chosen)
    change = reverse("admin:loans_policy_change", args=[default.pk])
    alma_in.post(change, TERMS | {"branch": str(harbour.pk), "self_checkout": "on"})
    default.refresh_from_db()
    assert (default.is_default, default.loan_days) == (True, 7)
