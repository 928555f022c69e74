"""Members in the hands of the staff."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEntry, User
from members.domain import cards
from members.models import Block, Category, Member, OutboxMessage
from tests.factories.loans import LoanFactory
from tests.factories.members import MemberFactory
from tests.html import assert_valid, words

pytestmark = pytest.mark.django_db
SignedIn = Callable[..., Client]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def volunteer(signed_in: SignedIn, vera: User) -> Client:
    return signed_in(vera)


@pytest.fixture
def librarian(signed_in: SignedIn, leo: User) -> Client:
    return signed_in(leo)


def adult() -> Category:
    return Category.objects.get(code="adult")


def typed(**change: Any) -> dict[str, Any]:
    return {"name": "Grace Kim", "category": adult().pk, **change}


def names(answer: Any) -> list[str]:
    return [row["name"] for row in answer.context["rows"]]


def test_everyone_is_listed_by_name_in_pages(volunteer: Client) -> None:
    for number in range(30):
        MemberFactory(name=f"Reader {number:02}")
    first = volunteer.get("/members")
    assert_valid(first)
    second = volunteer.get(first.context["next_url"])
    assert names(first) + names(second) == [f"Reader {number:02}" for number in range(30)]
    back = volunteer.get(second.context["previous_url"])
    assert names(back) == names(first)
    assert (first.context["previous_url"], second.context["next_url"]) == ("", "")


def test_the_pages_of_a_search_stay_within_it(volunteer: Client) -> None:
    for number in range(30):
        MemberFactory(name=f"Kim {number:02}")
    MemberFactory(name="Somebody else")
    first = volunteer.get("/members?q=kim")
    second = volunteer.get(first.context["next_url"])
    assert len(names(first)) == 25
    assert len(names(second)) == 5


@pytest.mark.parametrize("q", ["nowak a", "ADA", "ada@example.org", "ada@", "55 66", "030-5566"])
def test_one_box_finds_name_address_and_telephone(
    volunteer: Client, ada: Member, ben: Member, q: str
) -> None:
    Member.objects.filter(pk=ada.pk).update(phone="+49 30 5566", phone_digits="49305566")

    assert names(volunteer.get("/members", {"q": q})) == ["Ada Nowak"]


def test_a_scanned_card_leads_to_its_member(volunteer: Client, ada: Member) -> None:
    for scanned in (ada.card_number, ada.spaced_card, f" {ada.card_number} "):
        answer = volunteer.get("/members", {"q": scanned})
        assert answer["Location"] == f"/members/{ada.pk}"
    piece = volunteer.get("/members", {"q": ada.card_number}, headers=HTMX)
    assert "Ada Nowak" in piece.content.decode(), "while someone types, the page stays"


def test_under_htmx_only_the_results_come(volunteer: Client, ada: Member) -> None:
    answer = volunteer.get("/members", {"q": "ada"}, headers=HTMX)
    assert answer.content.decode().lstrip().startswith('<div id="results"')
    assert "HX-Request" in answer["Vary"]
    assert_valid(answer)


def test_nobody_found_says_what_to_try(volunteer: Client) -> None:
    answer = volunteer.get("/members", {"q": "zzz"})
    assert "Nobody found" in answer.content.decode()
    assert_valid(answer)


@pytest.mark.parametrize("q", ["%", "_", "\\", "'; --"])
def test_odd_searches_find_nobody_and_break_nothing(volunteer: Client, ada: Member, q: str) -> None:
    answer = volunteer.get("/members", {"q": q})
    assert answer.status_code == 200
    assert_valid(answer)


@pytest.mark.parametrize("q", ["\0", "\x07", "x" * 300])
def test_what_nobody_can_have_typed_is_refused_and_shows_nobody(
    volunteer: Client, ada: Member, q: str
) -> None:
    answer = volunteer.get("/members", {"q": q})
    assert answer.status_code == 422
    assert ada.name not in words(answer)


def test_a_page_link_that_is_not_ours_is_refused(volunteer: Client) -> None:
    assert volunteer.get("/members?cursor=nonsense").status_code == 422


def test_a_list_costs_the_same_for_one_member_and_for_twenty(volunteer: Client) -> None:
    costs = []
    for count in (1, 19):
        for member in MemberFactory.create_batch(count):
            Block.objects.create(member=member, reason="x", blocked_at=member.created_at)
        with CaptureQueriesContext(connection) as queries:
            volunteer.get("/members")
        costs.append(len(queries))
    assert costs[0] == costs[1]


def test_a_member_is_added_with_the_next_card_and_the_usual_term(
    librarian: Client, leo: User
) -> None:
    form = librarian.get("/members/add")
    assert_valid(form)
    assert "Adult: 6 May 2027" in form.content.decode()
    answer = librarian.post("/members/add", typed(email="grace@example.org"), follow=True)
    member = Member.objects.get()
    assert answer.redirect_chain == [(f"/members/{member.pk}", 302)]
    assert_valid(answer)
    assert member.card_number == cards.numbered(1, 1)
    assert member.expires_on == date(2027, 5, 6)
    assert member.user
    assert not member.user.has_usable_password()
    assert OutboxMessage.objects.get().recipient == "grace@example.org"
    assert AuditEntry.objects.get(action="member.registered").actor == leo


def test_a_member_without_an_address_has_no_account(librarian: Client) -> None:
    librarian.post("/members/add", typed(card_number="a-17", expires_on="2026-12-31"))
    member = Member.objects.get()
    assert (member.user, member.card_number, member.expires_on) == (
        None,
        "A-17",
        date(2026, 12, 31),
    )
    assert not OutboxMessage.objects.exists()


def test_someone_on_the_staff_is_given_a_card_for_their_own_account(
    librarian: Client, vera: User
) -> None:
    librarian.post("/members/add", typed(name="Vera", email="vera@example.org"))
    assert Member.objects.get().user == vera


@pytest.mark.parametrize(
    ("change", "status", "field"),
    [
        ({"name": ""}, 422, "name"),
        ({"category": uuid4()}, 422, "category"),
        ({"category": "x"}, 422, "category"),
        ({"email": "ADA@example.org"}, 409, "email"),
        ({"card_number": "20001000000425"}, 422, "card_number"),
        ({"card_number": "30001000000425"}, 422, "card_number"),
        ({"card_number": "Ü"}, 422, "card_number"),
        ({"card_number": cards.numbered(9, 1)}, 409, "card_number"),
        ({"expires_on": "31.12.2026x"}, 422, "expires_on"),
        ({"born_on": "2026-05-07"}, 422, "born_on"),
        ({"born_on": "1700-01-01"}, 422, "born_on"),
        ({"note": "x" * 501}, 422, "note"),
    ],
)
def test_what_cannot_be_noted_is_told_by_field(
    librarian: Client, ada: Member, change: dict[str, Any], status: int, field: str
) -> None:
    Member.objects.filter(pk=ada.pk).update(card_number=cards.numbered(9, 1))
    answer = librarian.post("/members/add", typed(**change))
    assert answer.status_code == status
    assert list(answer.context["form"].errors) == [field]
    assert Member.objects.count() == 1
    assert_valid(answer)


def test_the_members_page_shows_what_is_noted(volunteer: Client, ada: Member) -> None:
    Member.objects.filter(pk=ada.pk).update(note="Prefers large print", address="Quay 1\nHarbour")
    answer = volunteer.get(f"/members/{ada.pk}")
    assert_valid(answer)
    page = answer.content.decode()
    for said in ("Ada Nowak", ada.spaced_card, "large print", "Quay 1, Harbour", "Active"):
        assert said in page
    assert f'hx-get="/loans/of/{ada.pk}"' in page
    assert f'href="/loans/of/{ada.pk}"' in page
    assert "/edit" not in page, "a volunteer changes nothing"


def test_librarians_see_what_they_may_do(librarian: Client, ada: Member) -> None:
    page = librarian.get(f"/members/{ada.pk}").content.decode()
    for deed in ("edit", "block", "delete"):
        assert f'href="/members/{ada.pk}/{deed}"' in page


@pytest.mark.parametrize("deed", ["", "/edit", "/block", "/delete"])
def test_nobody_is_at_an_unknown_address(librarian: Client, deed: str) -> None:
    assert librarian.get(f"/members/{uuid4()}{deed}").status_code == 404


def edited(member: Member, **change: Any) -> dict[str, Any]:
    names = ("revision", "name", "email", "card_number", "phone", "address", "note")
    said = {name: getattr(member, name) for name in names}
    return said | {"category": member.category.pk, "expires_on": member.expires_on, **change}


def test_a_member_is_edited(librarian: Client, ada: Member) -> None:
    form = librarian.get(f"/members/{ada.pk}/edit")
    assert_valid(form)
    answer = librarian.post(f"/members/{ada.pk}/edit", edited(ada, name="Ada Lovelace", note="VIP"))
    assert answer["Location"] == f"/members/{ada.pk}"
    ada.refresh_from_db()
    assert (ada.name, ada.note, ada.revision, ada.is_verified) == ("Ada Lovelace", "VIP", 2, True)
    assert [*Member.objects.matching("lovelace")] == [ada]


def test_of_two_who_edit_the_second_is_told_and_loses_nothing(
    librarian: Client, ada: Member
) -> None:
    before = edited(ada)
    librarian.post(f"/members/{ada.pk}/edit", before | {"phone": "1111"})
    answer = librarian.post(f"/members/{ada.pk}/edit", before | {"phone": "2222"})
    assert answer.status_code == 412
    page = answer.content.decode()
    assert 'value="2222"' in page
    assert "open it anew" in page
    assert_valid(answer)
    ada.refresh_from_db()
    assert ada.phone == "1111"


def test_a_librarian_does_not_take_over_a_colleagues_account(
    librarian: Client, alma: User, signed_in: SignedIn
) -> None:
    member = MemberFactory(user=alma, name="Alma")
    mine = edited(member, email="leo+alma@example.org")
    answer = librarian.post(f"/members/{member.pk}/edit", mine)
    assert answer.status_code == 403
    assert answer.context["form"].errors["email"]
    alma.refresh_from_db()
    assert alma.email == "alma@example.org"
    assert signed_in(alma).post(f"/members/{member.pk}/edit", mine).status_code == 302


def test_volunteers_look_and_change_nothing(volunteer: Client, ada: Member, now: datetime) -> None:
    block = Block.objects.create(member=ada, reason="x", blocked_at=now - timedelta(days=1))
    for path in ("add", f"{ada.pk}/edit", f"{ada.pk}/block", f"{ada.pk}/delete"):
        assert volunteer.get(f"/members/{path}").status_code == 403
        assert volunteer.post(f"/members/{path}").status_code == 403
    assert volunteer.post(f"/members/blocks/{block.pk}/lift").status_code == 403


def test_strangers_are_sent_to_sign_in(client: Client, ada: Member) -> None:
    for path in ("", "/add", f"/{ada.pk}", f"/{ada.pk}/edit", f"/{ada.pk}/delete"):
        assert client.get(f"/members{path}")["Location"].startswith("/sign-in?next=")


def test_a_member_is_deleted_once_nothing_is_out(librarian: Client, ada: Member) -> None:
    loan = LoanFactory(member=ada)
    refused = librarian.get(f"/members/{ada.pk}/delete")
    assert_valid(refused)
    assert "Still on loan: 1" in refused.content.decode()
    assert librarian.post(f"/members/{ada.pk}/delete").status_code == 409
    loan.delete()
    assert_valid(librarian.get(f"/members/{ada.pk}/delete"))
    answer = librarian.post(f"/members/{ada.pk}/delete", follow=True)
    assert answer.redirect_chain == [("/members", 302)]
    assert not Member.objects.exists()
