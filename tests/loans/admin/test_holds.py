from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from loans.models import HoldState, Transfer
from members.models import Member
from tests.factories.catalog import BranchFactory, CopyFactory
from tests.factories.holds import HoldFactory

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User], Client]
HOLDS = "admin:loans_hold_changelist"


def test_chosen_holds_are_given_up_and_what_has_ended_stays(
    signed_in: SignedIn, alma: User, ada: Member
) -> None:
    active = HoldFactory(member=ada)
    ended = HoldFactory(position=None, state=HoldState.EXPIRED)
    chosen = {"action": "give_up", "_selected_action": [active.pk, ended.pk]}
    answer = signed_in(alma).post(reverse(HOLDS), chosen, follow=True)
    active.refresh_from_db()
    assert active.state == HoldState.CANCELLED
    ended.refresh_from_db()
    assert ended.state == HoldState.EXPIRED
    assert "1 hold has ended." in answer.content.decode()


@pytest.mark.parametrize("name", ["hold", "transfer"])
def test_holds_and_transfers_are_read_and_not_written(
    signed_in: SignedIn, alma: User, name: str
) -> None:
    assert signed_in(alma).get(reverse(f"admin:loans_{name}_add")).status_code == 403
    shown = signed_in(alma).get(reverse("admin:loans_hold_change", args=[HoldFactory().pk]))
    assert shown.status_code == 200
    assert 'name="_save"' not in shown.content.decode()


@pytest.mark.parametrize("name", ["hold", "transfer"])
def test_a_long_list_costs_no_more_statements(signed_in: SignedIn, alma: User, name: str) -> None:
    def more(count: int) -> None:
        for _ in range(count):
            hold, copy = HoldFactory(), CopyFactory(in_transit=True)
            Transfer.objects.create(
                copy=copy,
                from_branch=copy.branch,
                to_branch=BranchFactory(code="hill", name="Hill"),
                hold=hold,
                sent_at=hold.placed_at,
            )

    browser, address = signed_in(alma), reverse(f"admin:loans_{name}_changelist")
    more(1)
    browser.get(address)
    with CaptureQueriesContext(connection) as few:
        browser.get(address)
    more(12)
    with CaptureQueriesContext(connection) as many:
        browser.get(address)
    assert len(many) == len(few)


def test_transfers_are_narrowed_to_those_on_their_way(signed_in: SignedIn, alma: User) -> None:
    here, hill = BranchFactory(), BranchFactory(code="hill", name="Hill")
    for ended in (None, HoldFactory().placed_at):
        sent = HoldFactory().placed_at
        Transfer.objects.create(
            copy=CopyFactory(), from_branch=here, to_branch=hill, sent_at=sent, ended_at=ended
        )
    address = reverse("admin:loans_transfer_changelist")
    answer = signed_in(alma).get(f"{address}?ended_at__isempty=1")
    assert answer.context["cl"].result_count == 1
