from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from accounts.services import audit
from catalog.models import Branch
from loans.models import Loan
from members.models import Member
from tests.conftest import NOW
from tests.factories.catalog import BranchFactory, CopyFactory
from tests.factories.loans import LoanFactory
from tests.loans.web.conftest import Browser

pytestmark = pytest.mark.django_db


def test_the_address_holds_whose_turn_it_is(at_the_desk: Browser, ada: Member) -> None:
    desk = at_the_desk.open(f"{reverse('loans:desk')}?member={ada.pk}&mode=return")
    assert ("Ada Nowak" in desk.panel, desk.mode) == (True, "return")
    for nobody in ("x", "0197a3c2-5b1e-7c41-9d0e-2f6f4d1c8a10"):
        assert desk.open(f"{reverse('loans:desk')}?member={nobody}").status == 200


def test_the_branch_is_chosen_once(at_the_desk: Browser, harbour: Branch, ada: Member) -> None:
    hill = BranchFactory(code="hill", name="A hill", time_zone="Pacific/Kiritimati")
    url = reverse("loans:desk_branch")
    moved = at_the_desk.client.post(url, {"branch": str(harbour.pk), "member": str(ada.pk)})
    assert moved["Location"] == f"{reverse('loans:desk')}?member={ada.pk}"
    at_the_desk.open(moved["Location"]).scan(CopyFactory().barcode)
    assert Loan.objects.filter(branch=harbour, member=ada).exists()
    at_the_desk.client.post(url, {"branch": str(hill.pk)})
    at_the_desk.scan(CopyFactory().barcode, member=str(ada.pk), key="another")
    assert Loan.objects.filter(branch=hill, member=ada).exists()
    assert at_the_desk.client.post(url, {"branch": "x"}).status_code == 302


def test_a_library_without_a_branch_in_use_says_so(at_the_desk: Browser) -> None:
    Branch.objects.update(is_active=False)
    response = at_the_desk.client.get(reverse("loans:desk"))
    assert response.status_code == 409
    assert b"No branch is in use" in response.content


def test_the_log_remembers_after_a_reload(at_the_desk: Browser, vera: User, ada: Member) -> None:
    copy = CopyFactory(book__title="Emma")
    earlier = NOW.replace(hour=7)
    audit.record(
        "loan.checked_out",
        actor=vera,
        now=earlier,
        interface="desk",
        copy_id=copy.pk,
        member_id=ada.pk,
    )
    assert at_the_desk.open().said == "Lent “Emma”. Ada Nowak"


def test_under_htmx_only_the_lines_and_the_panel_come(at_the_desk: Browser, ada: Member) -> None:
    fields = {"scan": ada.card_number, "mode": "lend", "key": "one"}
    response = at_the_desk.client.post(
        reverse("loans:desk"), fields, headers={"HX-Request": "true"}
    )
    text = response.content.decode()
    assert "<html" not in text
    assert text.count("<li") == 1
    assert text.count('hx-swap-oob="true"') == 3
    assert response["HX-Replace-Url"] == f"{reverse('loans:desk')}?member={ada.pk}"
    assert "HX-Request" in response["Vary"]


def test_the_slip_lists_what_the_member_has(at_the_desk: Browser, ada: Member) -> None:
    LoanFactory(member=ada, copy__book__title="Emma")
    page = at_the_desk.client.get(reverse("loans:slip", args=[ada.pk]))
    text = page.content.decode()
    assert "Emma" in text
    assert "Wed, 20 May 2026" in text
    nobody = reverse("loans:slip", args=["0197a3c2-5b1e-7c41-9d0e-2f6f4d1c8a10"])
    assert at_the_desk.client.get(nobody).status_code == 404


def test_the_desk_is_for_the_staff(signed_in: Any, client: Any, ada: Member) -> None:
    url = reverse("loans:desk")
    assert signed_in(ada.user).get(url).status_code == 403
    assert client.get(url)["Location"].startswith(reverse("accounts:sign_in"))


def test_a_scan_costs_the_same_however_much_the_member_has(
    at_the_desk: Browser, ada: Member
) -> None:
    at_the_desk.scan(ada.card_number)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            at_the_desk.scan(free.pop())
        return len(asked)

    free = [each.barcode for each in CopyFactory.create_batch(2)]
    few = queries()
    LoanFactory.create_batch(7, member=ada)
    assert queries() == few


def test_a_note_for_the_desk_is_shown_when_a_copy_goes_and_comes(
    at_the_desk: Browser, ada: Member
) -> None:
    noted = CopyFactory(note="A map lies in it.", alerts_at_desk=True)
    silent = CopyFactory(note="Bought in Leeds")
    lent = at_the_desk.open().scan(noted.barcode, member=str(ada.pk))
    assert "Note: A map lies in it." in lent.said
    back = at_the_desk.scan(noted.barcode, key="back", mode="return")
    assert "Note: A map lies in it." in back.said
    other = at_the_desk.scan(silent.barcode, member=str(ada.pk), key="other")
    assert "Leeds" not in other.said


def test_the_parts_of_a_copy_are_counted_when_it_goes_and_comes(
    at_the_desk: Browser, ada: Member
) -> None:
    game = CopyFactory(parts="32 pieces, 1 board")
    asked = at_the_desk.open().scan(game.barcode, member=str(ada.pk))
    assert "Count the parts: 32 pieces, 1 board. Are they all there?" in asked.said
    assert not Loan.objects.exists()
    LoanFactory(copy=game, member=ada)
    back = at_the_desk.scan(game.barcode, key="back", mode="return")
    assert "Count the parts: 32 pieces, 1 board." in back.said
    again = at_the_desk.scan(game.barcode, key="again", mode="return")
    assert "Count the parts" not in again.said, "it came from the shelf, not from a member"
