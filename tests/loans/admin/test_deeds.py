from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from loans.models import Deed, Loan
from loans.services import checkout, returns
from loans.services.situation import Desk
from members.models import Member
from tests.factories.catalog import CopyFactory

pytestmark = pytest.mark.django_db
DEEDS = "admin:loans_deed_changelist"


@pytest.fixture
def alma_in(signed_in: Callable[[User], Client], alma: User) -> Client:
    return signed_in(alma)


def test_the_list_costs_the_same_for_one_row_and_for_twenty(
    alma_in: Client, ada: Member, at_desk: Desk
) -> None:
    cost = []
    for many in (1, 9):
        for _ in range(many):
            checkout.lend_copy(CopyFactory().barcode, ada.pk, desk=at_desk)
        with CaptureQueriesContext(connection) as asked:
            assert alma_in.get(reverse(DEEDS)).status_code == 200
        cost.append(len(asked))
    assert cost[0] == cost[1]


def test_deeds_are_looked_at_without_what_was_before(
    alma_in: Client, ada: Member, at_desk: Desk
) -> None:
    checkout.lend_copy(CopyFactory().barcode, ada.pk, desk=at_desk)
    deed = Deed.objects.get()
    page = alma_in.get(reverse("admin:loans_deed_change", args=[deed.pk])).content.decode()
    assert deed.sentence in page.replace("&quot;", '"')
    assert str(ada.pk) not in page
    assert alma_in.post(reverse("admin:loans_deed_delete", args=[deed.pk])).status_code == 403


def test_chosen_deeds_are_undone_the_last_first(
    alma_in: Client, ada: Member, at_desk: Desk
) -> None:
    copy = CopyFactory()
    checkout.lend_copy(copy.barcode, ada.pk, desk=at_desk)
    returns.take_back(copy.barcode, desk=at_desk)
    chosen = {"action": "take_back", "_selected_action": [deed.pk for deed in Deed.objects.all()]}
    page = alma_in.post(reverse(DEEDS), chosen, follow=True).content.decode()
    assert "2 deeds undone." in page
    assert not Loan.objects.exists()
    again = alma_in.post(reverse(DEEDS), chosen, follow=True).content.decode()
    assert "This has been undone already." in again
