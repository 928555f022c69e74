"""Cards that are printed at the desk, and the one that members show on their telephones."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry, User
from members.models import Block, BlockKind, Member
from tests.conftest import NOW
from tests.factories.members import MemberFactory
from tests.html import assert_valid, words

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User | None], Client]


@pytest.fixture
def librarian(signed_in: SignedIn, leo: User) -> Client:
    return signed_in(leo)


def asked(**change: Any) -> dict[str, Any]:
    return {"paper": "a4", "start": "1", "outlines": "on", "as": "page", **change}


def printed(client: Client, **change: Any) -> Any:
    return client.post(reverse("members:cards"), asked(**change))


def test_members_ticked_in_the_list_come_along_and_are_printed(
    librarian: Client, ada: Member, ben: Member
) -> None:
    page = librarian.get(reverse("members:find"))
    assert_valid(page)
    assert f'name="m" value="{ada.pk}"' in page.content.decode()
    chosen = librarian.get(reverse("members:cards"), {"m": [str(ada.pk), str(ben.pk), "nobody"]})
    assert "2 members are chosen: Ada Nowak, Ben Okafor" in words(chosen)
    sheet = printed(librarian, m=[str(ada.pk), str(ben.pk)])
    said = words(sheet)
    assert "Ada Nowak" in said
    assert ben.spaced_card in said
    assert sheet.content.decode().count('rx="3.18"') == 2
    noted = AuditEntry.objects.filter(action="member.card_printed")
    assert set(noted.values_list("member_id", flat=True)) == {ada.pk, ben.pk}


def test_a_pdf_holds_the_same_cards_and_is_kept_nowhere(librarian: Client, ada: Member) -> None:
    answer = printed(librarian, m=[str(ada.pk)], **{"as": "pdf"})
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Cache-Control"] == "no-store"
    assert answer.content.startswith(b"%PDF")
    bare = printed(librarian, m=[str(ada.pk)], outlines="", **{"as": "pdf"})
    assert answer.content != bare.content


def test_cards_are_scanned_and_newcomers_are_found_by_the_day_they_joined(
    librarian: Client, ada: Member
) -> None:
    MemberFactory(name="New Ida", created_at=NOW)
    Member.objects.filter(pk=ada.pk).update(created_at=NOW.replace(year=2020))
    lately = words(printed(librarian, since=NOW.date().isoformat()))
    assert "New Ida" in lately
    assert "Ada Nowak" not in lately
    both = words(printed(librarian, cards=ada.card_number, since=NOW.date().isoformat()))
    assert both.index("Ada Nowak") < both.index("New Ida")


def test_registrations_that_wait_can_be_ticked(librarian: Client, ada: Member) -> None:
    Block.objects.create(
        member=ada, kind=BlockKind.UNCHECKED, reason="To be checked", blocked_at=NOW
    )
    page = librarian.get(reverse("members:unchecked"))
    assert_valid(page)
    assert f'name="m" value="{ada.pk}"' in page.content.decode()


def test_the_paper_is_remembered(librarian: Client, ada: Member) -> None:
    printed(librarian, m=[str(ada.pk)], paper="letter")
    page = librarian.get(reverse("members:cards"))
    assert page.context["form"]["paper"].initial == "letter"


@pytest.mark.parametrize(
    ("change", "status", "said"),
    [
        ({}, 422, "Nobody was chosen."),
        ({"cards": "20001000000012"}, 404, "No member has the card 20001000000012."),
        ({"cards": "not a card!"}, 422, "This is no card number"),
        ({"paper": "letter", "start": "9"}, 422, "This sheet has 8 cards."),
        ({"paper": "a3", "start": "1"}, 422, "a3"),
    ],
)
def test_what_cannot_be_printed_is_refused(
    librarian: Client, change: dict[str, str], status: int, said: str
) -> None:
    answer = printed(librarian, **change)
    assert answer.status_code == status
    assert said in words(answer)


def test_a_number_that_no_scanner_could_read_is_refused_and_nothing_is_noted(
    librarian: Client, ada: Member
) -> None:
    long = MemberFactory(name="Long", card_number="A" * 40)
    answer = printed(librarian, m=[str(ada.pk), str(long.pk)])
    assert answer.status_code == 409
    assert "too long for a barcode" in words(answer)
    assert not AuditEntry.objects.filter(action="member.card_printed").exists()


@pytest.mark.parametrize("name", ["王小明", "นภา Nowak", "Émile 🎈"])
def test_a_pdf_that_would_say_half_a_name_is_refused_and_the_browser_prints_it(
    librarian: Client, ada: Member, name: str
) -> None:
    other = MemberFactory(name=name)
    chosen = [str(ada.pk), str(other.pk)]
    answer = printed(librarian, m=chosen, **{"as": "pdf"})
    assert_valid(answer)
    assert answer.status_code == 409
    assert f"no letters for: {name}. Print from the browser instead" in words(answer)
    assert 'value="page"' in answer.content.decode()
    assert not AuditEntry.objects.filter(action="member.card_printed").exists()
    sheet = words(printed(librarian, m=chosen))
    assert name in sheet
    assert "Ada Nowak" in sheet


@pytest.mark.parametrize(
    "name", ["Jürgen Groß", "Олександр", "محمّد علي", "علی‌رضا", "דָּוִד כהן", "Nguyễn Thị"]
)
def test_a_pdf_holds_the_names_that_its_font_has_letters_for(librarian: Client, name: str) -> None:
    member = MemberFactory(name=name)
    assert printed(librarian, m=[str(member.pk)], **{"as": "pdf"}).content.startswith(b"%PDF")


def test_a_pdf_that_would_say_half_the_name_of_the_library_is_refused(
    librarian: Client, ada: Member, settings: Any
) -> None:
    settings.LIBRARY_NAME = "町の図書館"
    answer = printed(librarian, m=[str(ada.pk)], **{"as": "pdf"})
    assert "no letters for: 町の図書館." in words(answer)


def test_of_many_names_that_a_pdf_cannot_hold_the_first_are_said(librarian: Client) -> None:
    members = [MemberFactory(name=f"王小明 {number}") for number in range(6)]
    answer = words(printed(librarian, m=[str(each.pk) for each in members], **{"as": "pdf"}))
    assert "王小明 4, …." in answer


def test_more_than_a_printer_should_get_at_once_is_refused(
    librarian: Client, ada: Member, ben: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("members.web.many.MOST", 1)
    answer = printed(librarian, since=date(2000, 1, 1).isoformat())
    assert answer.status_code == 422
    assert "at most 1" in words(answer)


def test_members_show_their_own_card_on_a_telephone(signed_in: SignedIn, ada: Member) -> None:
    own = signed_in(ada.user)
    assert reverse("members:own_card") in own.get("/me").content.decode()
    page = own.get(reverse("members:own_card"))
    assert ada.spaced_card in words(page)
    assert "<svg" in page.content.decode()
    assert "no-store" in page["Cache-Control"]
