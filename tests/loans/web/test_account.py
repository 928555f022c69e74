from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from loans.models import AccountLine
from loans.services import accrual, ledger, payments
from loans.services.situation import Desk
from members.models import Member
from tests.factories.accounts import UserFactory
from tests.html import assert_valid, words
from tests.loans.services.accounts import at_night, late_loan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("harbour")]
SignedIn = Callable[[User | None], Client]


def address(name: str, member: Member, *more: Any) -> str:
    return reverse(f"loans:{name}", args=[member.pk, *more])


@pytest.fixture
def debt(ada: Member, office: Desk) -> AccountLine:
    """Ada owes five."""
    return payments.charge(ada.pk, 500, "A new card", desk=office)


def test_members_see_what_they_owe(signed_in: SignedIn, ada: Member, debt: AccountLine) -> None:
    said = words(signed_in(ada.user).get(reverse("loans:account")))
    assert "You owe €5.00." in said
    assert "A new card" in said
    assert "You can pay at any desk" in said
    assert "Take the money" not in said


def test_an_empty_account_says_so(signed_in: SignedIn, ada: Member) -> None:
    said = words(signed_in(ada.user).get(reverse("loans:account")))
    assert "Nothing is owed." in said
    assert "There are no entries." in said


def test_whoever_is_no_member_has_no_account(signed_in: SignedIn) -> None:
    assert "no library card" in words(signed_in(UserFactory()).get(reverse("loans:account")))


def test_the_staff_see_an_account_with_what_can_be_done(
    signed_in: SignedIn, ada: Member, debt: AccountLine, vera: User, leo: User
) -> None:
    late_loan(ada, days=2, copy__book__title="Emma")
    accrual.accrue_all(by=at_night(0))
    said = words(signed_in(vera).get(address("account_of", ada)))
    assert "Owes €5.40." in said
    assert "Overdue fine: Emma (still growing)" in said
    assert ("Take the money" in said, "Waive" in said, "Reverse" in said) == (True, False, False)
    said = words(signed_in(leo).get(address("account_of", ada)))
    assert ("Waive" in said, "Charge" in said, "Reverse" in said) == (True, True, True)


def test_a_payment_leads_to_its_receipt(
    signed_in: SignedIn, ada: Member, debt: AccountLine, vera: User
) -> None:
    body = {"amount": "2,50", "method": "cash", "note": ""}
    answer = signed_in(vera).post(address("pay", ada), body)
    assert answer.status_code == 302
    assert answer["Location"] == reverse("loans:receipt", args=[1])
    said = words(signed_in(vera).get(answer["Location"]))
    assert "Receipt 1" in said
    assert "Charge: A new card €2.50" in said
    assert "Payment (cash): €2.50" in said
    assert "Still owed: €2.50" in said


def test_a_form_that_is_sent_twice_takes_the_money_once(
    signed_in: SignedIn, ada: Member, debt: AccountLine, vera: User
) -> None:
    body = {"amount": "2.50", "method": "cash", "key": "one"}
    client = signed_in(vera)
    locations = [client.post(address("pay", ada), body)["Location"] for _ in range(2)]
    assert locations[0] == locations[1]
    assert ledger.balance(ada.pk) == 250


@pytest.mark.parametrize(
    ("amount", "status", "said"),
    [
        ("5.01", 409, "No more than €5.00 is owed."),
        ("0", 422, "more than nothing"),
        ("", 422, "more than nothing"),
        ("1.234", 422, "decimal"),
        ("-1", 422, "greater than or equal to 0"),
        ("12345678", 422, "more than one entry can be"),
        ("much", 422, "Enter a number"),
        ("1e2", 422, "Enter a number"),
        ("1_0", 422, "Enter a number"),
        ("1,000.00", 422, "Enter a number"),
        ("Infinity", 422, "Enter a number"),
    ],
)
def test_an_amount_that_cannot_be_is_told_in_the_form(
    signed_in: SignedIn,
    ada: Member,
    debt: AccountLine,
    vera: User,
    amount: str,
    status: int,
    said: str,
) -> None:
    answer = signed_in(vera).post(address("pay", ada), {"amount": amount, "method": "cash"})
    assert answer.status_code == status
    assert said in words(answer)
    assert ledger.balance(ada.pk) == 500


def test_one_charge_is_paid_and_another_waived(
    signed_in: SignedIn, ada: Member, debt: AccountLine, leo: User, office: Desk
) -> None:
    torn = payments.charge(ada.pk, 100, "A torn page", desk=office)
    client = signed_in(leo)
    page = client.get(address("waive", ada) + f"?charge={torn.pk}")
    assert "A torn page" in words(page)
    assert page.context["form"].initial["amount"] == 100
    body = {"amount": "1.00", "reason": "It was torn before", "charge_id": str(torn.pk)}
    assert client.post(address("waive", ada), body).status_code == 302
    torn.refresh_from_db()
    assert (torn.rest, ledger.balance(ada.pk)) == (0, 500)


def test_an_address_that_names_no_charge_means_the_oldest(
    signed_in: SignedIn, ada: Member, debt: AccountLine, leo: User
) -> None:
    page = signed_in(leo).get(address("pay", ada) + "?charge=nonsense")
    assert page.context["form"].initial["amount"] == 500


def test_librarians_charge_reverse_and_pay_out(signed_in: SignedIn, ada: Member, leo: User) -> None:
    client = signed_in(leo)
    assert_valid(client.get(address("charge", ada)))
    client.post(address("charge", ada), {"amount": "3", "reason": "A new card"})
    client.post(address("pay", ada), {"amount": "3", "method": "card"})
    line = AccountLine.objects.get(kind="manual")
    assert "A new card" in words(client.get(address("reverse", ada, line.pk)))
    done = client.post(address("reverse", ada, line.pk), {"reason": "by mistake"}, follow=True)
    assert "Has €3.00 to their credit." in words(done)
    assert "Charge (reversed)" in words(done)
    assert client.get(address("refund", ada)).context["form"].initial == {"amount": 300}
    paid_out = client.post(address("refund", ada), {"amount": "3", "method": "cash"}, follow=True)
    assert "Paid out (cash): €3.00" in words(paid_out)
    assert ledger.balance(ada.pk) == 0


def test_an_entry_that_is_not_there_is_unknown(
    signed_in: SignedIn, ada: Member, ben: Member, debt: AccountLine, leo: User
) -> None:
    assert signed_in(leo).get(address("reverse", ben, debt.pk)).status_code == 404
    assert signed_in(leo).get(reverse("loans:account_of", args=[debt.pk])).status_code == 404


@pytest.mark.parametrize(
    ("name", "role", "status"),
    [
        ("account_of", "vera", 200),
        ("pay", "vera", 200),
        ("waive", "vera", 403),
        ("charge", "vera", 403),
        ("refund", "vera", 403),
        ("waive", "leo", 200),
        ("charge", "leo", 200),
        ("refund", "leo", 200),
        ("account_of", "ben", 403),
        ("pay", "ben", 403),
        ("account_of", "", 302),
    ],
)
def test_who_may_see_which_page(
    signed_in: SignedIn,
    request: pytest.FixtureRequest,
    ada: Member,
    name: str,
    role: str,
    status: int,
) -> None:
    person = request.getfixturevalue(role) if role else None
    client = signed_in(getattr(person, "user", person)) if person else Client()
    assert client.get(address(name, ada)).status_code == status


def test_a_receipt_is_for_the_staff_and_for_whoever_paid(
    signed_in: SignedIn, ada: Member, ben: Member, debt: AccountLine, vera: User, office: Desk
) -> None:
    payments.pay(ada.pk, 500, "cash", desk=office)
    page = reverse("loans:receipt", args=[1])
    assert "Back to the account" in words(signed_in(ada.user).get(page))
    assert signed_in(vera).get(page).status_code == 200
    assert signed_in(ben.user).get(page).status_code == 404
    assert signed_in(vera).get(reverse("loans:receipt", args=[2])).status_code == 404


def test_twenty_lines_cost_as_many_queries_as_one(
    signed_in: SignedIn, ada: Member, debt: AccountLine, leo: User, office: Desk
) -> None:
    client = signed_in(leo)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address("account_of", ada)).status_code == 200
        return len(asked)

    queries()  # the first look is noted
    one = queries()
    for _ in range(10):
        late_loan(ada, days=2)
        payments.pay(ada.pk, 10, "cash", desk=office)
    accrual.accrue_all(by=at_night(0))
    assert queries() == one


def test_a_receipt_that_was_reversed_says_so(
    signed_in: SignedIn, ada: Member, debt: AccountLine, vera: User, office: Desk
) -> None:
    paid = payments.pay(ada.pk, 500, "cash", desk=office)
    payments.reverse(ada.pk, paid.pk, "typed twice", desk=office)
    said = words(signed_in(vera).get(reverse("loans:receipt", args=[1])))
    assert "This receipt has been reversed." in said
