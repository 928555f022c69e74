from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from catalog.models import Branch
from loans.models import DatedDay
from loans.services import checkout
from loans.services.situation import Desk
from members.models import Member
from tests.factories.catalog import CopyFactory
from tests.factories.loans import LoanFactory
from tests.html import assert_valid

pytestmark = pytest.mark.django_db


def test_members_are_told_how_each_due_date_came_about(
    signed_in: Callable[[User | None], Client], ada: Member, at_desk: Desk, harbour: Branch
) -> None:
    DatedDay.objects.create(branch=harbour, on=date(2026, 5, 20), name="Inventory")
    checkout.lend_copy(CopyFactory().barcode, ada.pk, desk=at_desk)
    page = assert_valid(signed_in(ada.user).get(reverse("loans:mine")))
    text = " ".join("".join(page.itertext()).split())
    assert (
        "14 days → Wed, 20 May 2026; closed (Inventory) → Thu, 21 May 2026; policy “Default”"
    ) in text


def test_a_loan_from_before_steps_were_kept_says_nothing(
    signed_in: Callable[[User | None], Client], ada: Member
) -> None:
    LoanFactory(member=ada)
    page = signed_in(ada.user).get(reverse("loans:mine"))
    assert "Why then?" not in page.content.decode()
