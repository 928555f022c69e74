from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from loans.models import AccountLine
from loans.services import claims, ledger, lost, payments
from loans.services.situation import Desk
from members.models import Member
from tests.html import words
from tests.loans.services.accounts import late_loan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("harbour")]
SignedIn = Callable[[User | None], Client]


def address(name: str, member: Member, *more: Any) -> str:
    return reverse(f"loans:{name}", args=[member.pk, *more])


def test_a_lost_copy_is_declared_on_a_page(signed_in: SignedIn, ada: Member, vera: User) -> None:
    loan = late_loan(ada, copy__book__title="Emma", copy__price_minor=1290)
    page = reverse("loans:lost", args=[loan.pk])
    said = words(signed_in(vera).get(page))
    assert "€12.90 is charged for the copy." in said
    assert "€3.00 is charged as a fee." in said
    done = signed_in(vera).post(page, follow=True)
    assert "It counts as lost." in words(done)
    assert ledger.balance(ada.pk) == 1590
    again = signed_in(vera).post(page)
    assert again.status_code == 409
    assert "counts as lost already" in words(again)


def test_the_account_lists_what_is_out_with_what_can_go_wrong(
    signed_in: SignedIn, ada: Member, vera: User, at_desk: Desk
) -> None:
    late_loan(ada, days=2, copy__book__title="Emma")
    gone, claimed = late_loan(ada), late_loan(ada)
    lost.declare(gone.pk, desk=at_desk)
    claims.claim(claimed.pk, desk=at_desk)
    said = words(signed_in(vera).get(address("account_of", ada)))
    assert "Emma" in said
    assert "lost since Wed, 6 May 2026" in said
    assert "said to be returned on Wed, 6 May 2026" in said
    assert said.count("End the claim") == 1


@pytest.mark.parametrize(
    ("outcome", "balance"),
    [
        ("found_by_library", 0),
        ("returned_by_member", 40),
        ("not_found", 40 + 2300),
        ("still_out", 40),
    ],
)
def test_a_claim_is_noted_and_ended_on_pages(
    signed_in: SignedIn, ada: Member, vera: User, outcome: str, balance: int
) -> None:
    loan, client = late_loan(ada, days=2), signed_in(vera)
    claim = reverse("loans:claim", args=[loan.pk])
    assert "no limit counts the loan" in words(client.get(claim))
    client.post(claim)
    end = reverse("loans:resolve_claim", args=[loan.pk])
    assert "Where is it?" in words(client.get(end))
    assert client.post(end, {"outcome": outcome}).status_code == 302
    assert ledger.balance(ada.pk) == balance
    assert client.post(end, {"outcome": outcome}).status_code == 409


def test_a_loan_that_nobody_made_has_no_pages(signed_in: SignedIn, ada: Member, vera: User) -> None:
    for name in ("lost", "write_off", "claim", "resolve_claim"):
        assert signed_in(vera).get(reverse(f"loans:{name}", args=[ada.pk])).status_code == 404


def test_a_found_copy_shows_in_the_account(
    signed_in: SignedIn, ada: Member, leo: User, office: Desk
) -> None:
    loan = late_loan(ada, days=2)
    lost.declare(loan.pk, desk=office)
    lost.found(AccountLine.objects.filter(loan=loan)[0].loan or loan, office.now.date(), by=office)
    assert "Lost copy found" in words(signed_in(leo).get(address("account_of", ada)))


def test_a_lost_loan_is_closed_on_a_page(
    signed_in: SignedIn, ada: Member, vera: User, office: Desk
) -> None:
    loan, client = late_loan(ada), signed_in(vera)
    lost.declare(loan.pk, desk=office)
    page = reverse("loans:write_off", args=[loan.pk])
    assert "The loan ends." in words(client.get(page))
    assert "There is still" in words(client.post(page))
    payments.pay(ada.pk, 2300, "cash", desk=office)
    assert "The loan is closed." in words(client.post(page, follow=True))
