from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from loans.models import Loan
from members.models import Member
from tests.conftest import NOW
from tests.factories.loans import LoanFactory
from tests.html import assert_valid, words

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User | None], Client]
SOON = "2026-05-08T21:59:59Z"
HTMX = {"HX-Request": "true"}


def test_members_see_what_they_have_and_had(signed_in: SignedIn, ada: Member, ben: Member) -> None:
    LoanFactory(member=ada, due_at=SOON, copy__book__title="Emma", renewals=1)
    LoanFactory(member=ada, returned_at=NOW, copy__book__title="Ulysses")
    LoanFactory(member=ben, copy__book__title="Secret")
    text = words(signed_in(ada.user).get(reverse("loans:mine")))
    assert "1 book at home" in text
    assert "Emma" in text
    assert "in 2 days" in text
    assert "renewed 1 time" in text
    assert "Ulysses 6 May 2026 6 May 2026" in text
    assert "Secret" not in text


def test_an_account_without_a_card_is_told_so(signed_in: SignedIn, vera: User) -> None:
    client = signed_in(vera)
    assert "You have no library card" in words(client.get(reverse("loans:mine")))
    assert client.post(reverse("loans:renew_all")).status_code == 403


def test_strangers_sign_in_first(client: Client) -> None:
    for answer in (client.get(reverse("loans:mine")), client.post(reverse("loans:renew_all"))):
        assert answer["Location"].startswith(reverse("accounts:sign_in"))


def test_a_loan_is_renewed_and_says_so_beside_it(signed_in: SignedIn, ada: Member) -> None:
    loan = LoanFactory(member=ada, due_at=SOON)
    answer = signed_in(ada.user).post(reverse("loans:renew", args=[loan.pk]))
    assert answer.status_code == 200
    assert words(answer).count("Renewed: now due Wed, 20 May 2026.") == 2
    assert Loan.objects.get().renewals == 1


def test_a_refusal_stands_beside_its_loan(signed_in: SignedIn, ada: Member) -> None:
    loan = LoanFactory(member=ada, due_at=SOON, renewals=2)
    answer = signed_in(ada.user).post(reverse("loans:renew", args=[loan.pk]))
    said = "It has been renewed 2 times; the policy “Default” allows 2."
    assert (answer.status_code, words(answer).count(said)) == (409, 2)


def test_others_loans_are_not_found(signed_in: SignedIn, ada: Member, ben: Member) -> None:
    loan = LoanFactory(member=ben, due_at=SOON)
    assert signed_in(ada.user).post(reverse("loans:renew", args=[loan.pk])).status_code == 404
    assert Loan.objects.get().renewals == 0


def test_all_are_renewed_at_once(signed_in: SignedIn, ada: Member) -> None:
    LoanFactory.create_batch(2, member=ada, due_at=SOON)
    LoanFactory(member=ada, due_at=SOON, renewals=2)
    client = signed_in(ada.user)
    assert "2 loans renewed." in words(client.post(reverse("loans:renew_all")))
    assert "None of the loans could be renewed." in words(client.post(reverse("loans:renew_all")))


def test_under_htmx_the_list_alone_comes(signed_in: SignedIn, ada: Member) -> None:
    loan = LoanFactory(member=ada, due_at=SOON)
    answer = signed_in(ada.user).post(reverse("loans:renew", args=[loan.pk]), headers=HTMX)
    root = assert_valid(answer)
    assert [each.get("id") for each in root] == ["open"]


def test_past_loans_come_in_pages(signed_in: SignedIn, ada: Member) -> None:
    for hour in range(21):
        LoanFactory(
            member=ada,
            copy__book__title=f"Volume {hour:02}.",
            loaned_at=f"2026-05-04T{hour:02}:00Z",
            returned_at=NOW,
        )
    client = signed_in(ada.user)
    first = client.get(reverse("loans:mine"))
    assert "Volume 00." not in words(first)
    second = client.get(
        reverse("loans:mine"),
        {"cursor": first.context["next_url"].split("=")[1].removesuffix("#past")},
    )
    assert "Volume 00." in words(second)
    assert client.get(reverse("loans:mine"), {"cursor": "x"}).status_code == 422


def test_the_page_costs_the_same_for_one_loan_and_for_twenty(
    signed_in: SignedIn, ada: Member
) -> None:
    client = signed_in(ada.user)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse("loans:mine")).status_code == 200
        return len(asked)

    LoanFactory(member=ada, copy__book__author="Austen, Jane")
    LoanFactory(member=ada, returned_at=NOW)
    few = queries()
    LoanFactory.create_batch(19, member=ada)
    LoanFactory.create_batch(19, member=ada, returned_at=NOW)
    assert queries() == few
