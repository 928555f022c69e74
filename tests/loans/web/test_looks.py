"""Every door through which the staff see a member notes that they did."""

from collections.abc import Callable

import pytest
from django.test import Client
from rest_framework.test import APIClient

from accounts.models import User
from accounts.models.audit import Interface
from loans.models import Loan
from members.models import Member, MemberView
from tests.access.matrix import MATRIX
from tests.conftest import NOW
from tests.factories.holds import HoldFactory
from tests.factories.loans import LoanFactory

pytestmark = pytest.mark.django_db
Browser = Callable[[User], Client]
MEMBER = "<uuid:member_id>"


def with_a_member() -> list[str]:
    return sorted(
        route
        for route, row in MATRIX.items()
        if MEMBER in route and row.get("GET", "").endswith("o")
    )


@pytest.mark.parametrize("route", with_a_member())
def test_every_page_and_answer_with_a_member_in_its_address(
    route: str,
    ada: Member,
    alma: User,
    harbour: object,
    signed_in: Browser,
    api: Callable[..., APIClient],
) -> None:
    loan = LoanFactory(member=ada)
    address = route.replace(MEMBER, str(ada.pk)).replace("<str:barcode>", loan.copy.barcode)
    is_api = route.startswith("api/")
    client: Client = api(alma) if is_api else signed_in(alma)
    answer = client.get("/" + address.replace("<uuid:line_id>", str(ada.pk)))
    if answer.status_code != 200:  # there is nothing to reverse, nor to override
        assert answer.status_code in {302, 404}
        return
    (seen,) = MemberView.objects.all()
    assert (seen.member, seen.actor) == (ada, alma)
    assert seen.interface == (Interface.API if is_api else Interface.PAGE)


def of_a_loan_or_hold() -> list[str]:
    """Pages and answers about what is a member's, but for those that are for the member alone."""
    return sorted(
        route
        for route, row in MATRIX.items()
        if MEMBER not in route
        and ("<uuid:loan_id>" in route or "<uuid:hold_id>" in route)
        and row.get("GET", "").endswith("o")
    )


@pytest.mark.parametrize("route", of_a_loan_or_hold())
def test_every_page_and_answer_about_a_loan_or_hold_shows_whose_it_is(
    route: str,
    ada: Member,
    alma: User,
    harbour: object,
    signed_in: Browser,
    api: Callable[..., APIClient],
) -> None:
    loan, hold = LoanFactory(member=ada), HoldFactory(member=ada)
    address = route.replace("<uuid:loan_id>", str(loan.pk)).replace("<uuid:hold_id>", str(hold.pk))
    client: Client = api(alma) if route.startswith("api/") else signed_in(alma)
    shown = client.get(f"/{address}").status_code == 200
    assert [(seen.member, seen.actor) for seen in MemberView.objects.all()] == [(ada, alma)] * shown


def test_what_is_somebody_s_has_pages_of_which_some_answer() -> None:
    assert {"timeline/loan/<uuid:loan_id>", "loans/<uuid:loan_id>/write-off"} <= {
        *of_a_loan_or_hold()
    }


def test_a_loan_whose_member_is_forgotten_shows_nobody(
    ada: Member, alma: User, signed_in: Browser
) -> None:
    loan = LoanFactory(returned_at=NOW)
    Loan.objects.filter(pk=loan.pk).update(member=None)
    assert signed_in(alma).get(f"/timeline/loan/{loan.pk}").status_code == 200
    assert not MemberView.objects.exists()


@pytest.mark.parametrize(
    ("address", "door"),
    [
        ("/desk?member={pk}", Interface.DESK),
        ("/api/v1/loans?member={pk}", Interface.API),
        ("/api/v1/timeline?member={pk}", Interface.API),
        ("/admin/members/member/{pk}/change/", Interface.ADMIN),
    ],
)
def test_other_ways_to_a_member(
    address: str,
    door: str,
    ada: Member,
    alma: User,
    harbour: object,
    signed_in: Browser,
    api: Callable[..., APIClient],
) -> None:
    client: Client = api(alma) if address.startswith("/api/") else signed_in(alma)
    assert client.get(address.format(pk=ada.pk)).status_code == 200
    assert MemberView.objects.get().interface == door


def test_a_scanned_card_shows_a_member_too(
    ada: Member, vera: User, harbour: object, signed_in: Browser
) -> None:
    answer = signed_in(vera).post("/desk", {"scan": ada.card_number, "mode": "lend", "key": "k"})
    assert ada.name in answer.content.decode()
    assert MemberView.objects.get().interface == Interface.DESK


def test_the_member_s_page_with_its_pieces_is_one_visit(
    ada: Member, leo: User, harbour: object, signed_in: Browser
) -> None:
    browser = signed_in(leo)
    for page in ("members/{}", "loans/of/{}", "loans/of/{}/blocks", "holds/member/{}"):
        browser.get("/" + page.format(ada.pk), headers={"HX-Request": "true"})
    assert MemberView.objects.count() == 1


def test_who_is_refused_has_seen_nothing(ada: Member, ben: Member, signed_in: Browser) -> None:
    assert ben.user
    signed_in(ben.user).get(f"/members/{ada.pk}")
    Client().get(f"/members/{ada.pk}")
    assert not MemberView.objects.exists()


def test_members_looking_at_themselves_is_not_noted(
    ada: Member, api: Callable[..., APIClient], signed_in: Browser
) -> None:
    assert ada.user
    assert api(ada.user).get(f"/api/v1/members/{ada.pk}").status_code == 200
    signed_in(ada.user).get("/me")
    api(ada.user).get("/api/v1/loans", {"member_id": str(ada.pk)})
    assert not MemberView.objects.exists()
