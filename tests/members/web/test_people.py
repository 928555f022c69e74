"""Pages where the staff look after members: memberships, categories, newcomers, notes, family,
duplicates.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from members.models import Block, BlockKind, Category, DeskNote, Guardianship, Member
from tests.conftest import NOW
from tests.factories.accounts import UserFactory
from tests.factories.loans import LoanFactory
from tests.factories.members import CategoryFactory, MemberFactory
from tests.html import assert_valid, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("harbour")]
SignedIn = Callable[[User | None], Client]


@pytest.fixture
def child(ada: Member) -> Member:
    """Mia, whom Ada looks after."""
    category = Category.objects.get(code="child")
    made: Member = MemberFactory(
        name="Mia Nowak", user=None, category=category, born_on=date(2012, 1, 1)
    )
    Guardianship.objects.create(guardian=ada, child=made, since=NOW)
    return made


def waits(member: Member) -> None:
    Block.objects.create(
        member=member, kind=BlockKind.UNCHECKED, reason="To be checked", blocked_at=NOW
    )


def test_memberships_are_renewed_in_bulk_after_a_preview(signed_in: SignedIn, leo: User) -> None:
    member = MemberFactory(name="Ida Berg", expires_on=date(2026, 5, 20))
    MemberFactory(name="Not Soon", expires_on=date(2026, 12, 31))
    page = signed_in(leo).get(reverse("members:expiring"))
    assert "Ida Berg" in words(page)
    assert "Not Soon" not in words(page)
    asked = signed_in(leo).get(reverse("members:renew_many"), {"m": [str(member.pk)]})
    assert "For 1 member" in words(asked)
    url = reverse("members:renew_many")
    done = signed_in(leo).post(url, {"seen": [f"{member.pk}=2026-05-20"]}, follow=True)
    assert "Done for 1 member." in words(done)
    late = signed_in(leo).post(url, {"seen": [f"{member.pk}=2026-05-20"]}, follow=True)
    assert "had been changed meanwhile" in words(late)
    member.refresh_from_db()
    assert member.expires_on == date(2027, 5, 20)


@pytest.mark.parametrize(
    "seen", ["", "nobody=2026-05-20", "0197a3c2-5b1e-7c41-9d0e-2f6f4d1c8a10=x"]
)
def test_a_list_that_cannot_be_read_is_refused(signed_in: SignedIn, leo: User, seen: str) -> None:
    for name in ("members:renew_many", "members:move_up_many"):
        assert signed_in(leo).post(reverse(name), {"seen": [seen]}).status_code == 422


def test_those_whose_membership_ends_are_had_as_a_file(signed_in: SignedIn, leo: User) -> None:
    MemberFactory(name="Ida Berg", expires_on=date(2026, 5, 20))
    answer: Any = signed_in(leo).get(reverse("members:expiring"), {"format": "csv", "days": "30"})
    assert "Ida Berg" in b"".join(answer.streaming_content).decode()
    book = signed_in(leo).get(reverse("members:expiring"), {"format": "xlsx"})
    assert book["Content-Disposition"].endswith('.xlsx"')
    book.close()


def test_one_membership_is_renewed_from_the_member_s_page(
    signed_in: SignedIn, ada: Member, leo: User
) -> None:
    Member.objects.filter(pk=ada.pk).update(expires_on=date(2026, 5, 20))
    url = reverse("members:renew", args=[ada.pk])
    assert "Renewed, it runs until" in words(signed_in(leo).get(url))
    done = signed_in(leo).post(url, {"seen": "2026-05-20"}, follow=True)
    assert "The membership runs until 20 May 2027." in words(done)
    assert signed_in(leo).post(url, {"seen": "2026-05-20"}).status_code == 409


def test_who_has_outgrown_a_category_moves_up_from_the_dashboard_s_list(
    signed_in: SignedIn, leo: User, child: Member
) -> None:
    Member.objects.filter(pk=child.pk).update(born_on=date(2000, 1, 1))
    board = signed_in(leo).get(reverse("loans:dashboard"))
    assert "Members to move up" in words(board)
    assert "Mia Nowak" in words(signed_in(leo).get(reverse("members:outgrown")))
    url = reverse("members:move_up_many")
    assert "Adult" in words(signed_in(leo).get(url, {"m": [str(child.pk)]}))
    adult = Category.objects.get(code="adult")
    signed_in(leo).post(url, {"seen": [f"{child.pk}={adult.pk}"]})
    child.refresh_from_db()
    assert child.category == adult


def test_a_category_is_made_and_changed_and_the_one_for_registering_moves(
    signed_in: SignedIn, alma: User
) -> None:
    data = {"name": "Pupil", "code": "pupil", "enrolment_months": "10", "self_registration": "on"}
    page = signed_in(alma).get(reverse("members:category_add"))
    assert_valid(page)
    done = signed_in(alma).post(reverse("members:category_add"), data, follow=True)
    assert "Pupil" in words(done)
    assert Category.objects.self_registering().get().code == "pupil"
    again = signed_in(alma).post(reverse("members:category_add"), data)
    assert again.status_code == 409
    pupil = Category.objects.get(code="pupil")
    url = reverse("members:category", args=[pupil.pk])
    assert 'value="Pupil"' in signed_in(alma).get(url).content.decode()
    wrong = signed_in(alma).post(url, data | {"min_age": "12", "max_age": "6"})
    assert wrong.status_code == 422
    signed_in(alma).post(url, data | {"min_age": "6", "max_age": "12"})
    pupil.refresh_from_db()
    assert (pupil.min_age, pupil.max_age) == (6, 12)


def test_newcomers_wait_in_a_queue_beside_those_they_may_be(
    signed_in: SignedIn, leo: User, ada: Member
) -> None:
    double = MemberFactory(name="nowak ADA")
    Member.objects.filter(pk=double.pk).update(sort_name="nowak ada")
    Member.objects.filter(pk=ada.pk).update(sort_name="ada nowak")
    waits(double)
    said = words(signed_in(leo).get(reverse("members:unchecked")))
    assert "nowak ADA" in said
    assert "Ada Nowak" in said
    done = signed_in(leo).post(reverse("members:check", args=[double.pk]), follow=True)
    assert "can borrow now" in words(done)
    assert "Nobody waits" in words(signed_in(leo).get(reverse("members:unchecked")))


def test_the_queue_costs_as_much_for_twenty_as_for_one(
    signed_in: SignedIn, leo: User, django_assert_num_queries: Any
) -> None:
    def asked() -> int:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert signed_in(leo).get(reverse("members:unchecked")).status_code == 200
        return len(captured)

    waits(MemberFactory())
    one = asked()
    for member in MemberFactory.create_batch(19):
        waits(member)
    assert asked() == one


def test_a_note_is_told_at_the_desk_until_it_is_ended(
    signed_in: SignedIn, ada: Member, vera: User
) -> None:
    url = reverse("members:note", args=[ada.pk])
    signed_in(vera).post(url, {"text": "Ask for the new address"})
    scanned = signed_in(vera).post(reverse("loans:desk"), {"scan": ada.card_number, "key": "k"})
    assert "Ask for the new address" in words(scanned)
    assert "6 May 2026, Vera" in words(scanned)
    note = DeskNote.objects.get()
    ended = reverse("members:note_end", args=[note.pk])
    back = signed_in(vera).post(ended, {"at": "desk"})
    assert back["Location"] == f"{reverse('loans:desk')}?member={ada.pk}"
    assert "Ask for" not in words(signed_in(vera).get(back["Location"]))
    assert signed_in(vera).post(ended).status_code == 409


def test_the_desk_goes_from_card_to_child_by_the_family(
    signed_in: SignedIn, ada: Member, child: Member, vera: User
) -> None:
    desk = reverse("loans:desk")
    scanned = signed_in(vera).post(desk, {"scan": ada.card_number, "key": "k"}).content.decode()
    assert f'value="{child.card_number}" data-desk-family' in scanned
    back = signed_in(vera).post(desk, {"scan": child.card_number, "key": "l"}).content.decode()
    assert f'value="{ada.card_number}" data-desk-family' in back


def test_f7_goes_round_the_whole_family(ada: Member, child: Member, at_desk: Any) -> None:
    from loans.web import panel

    second = MemberFactory(name="Zoe Nowak", user=None, category=child.category)
    Guardianship.objects.create(guardian=ada, child=second, since=NOW)
    here, seen = ada.pk, []
    for _ in range(3):
        drawn = panel.of(here, at_desk)
        assert drawn
        here = Member.objects.get(card_number=drawn.family[0].card).pk
        seen.append(here)
    assert set(seen) == {ada.pk, child.pk, second.pk}


def test_a_guardian_is_noted_and_removed_at_the_desk(
    signed_in: SignedIn, ben: Member, child: Member, leo: User
) -> None:
    url = reverse("members:family", args=[child.pk])
    said = words(signed_in(leo).post(url, {"card_number": ben.card_number}, follow=True))
    assert "Ada Nowak" in said
    assert "Ben Okafor" in said
    end = reverse("members:guardian_end", args=[child.pk, ben.pk])
    signed_in(leo).post(end)
    assert not Guardianship.objects.filter(guardian=ben).exists()


def test_a_guardian_sees_and_renews_on_a_page_of_their_own(
    signed_in: SignedIn, ada: Member, child: Member
) -> None:
    loan = LoanFactory(member=child, due_at=NOW + timedelta(days=2))
    assert "1 book at home." in words(signed_in(ada.user).get(reverse("loans:family")))
    page = signed_in(ada.user).get(reverse("loans:family_of", args=[child.pk]))
    assert loan.copy.book.title in words(page)
    url = reverse("loans:family_renew", args=[child.pk, loan.pk])
    assert url in page.content.decode()
    assert "Renewed: now due" in words(signed_in(ada.user).post(url))


def test_a_child_hides_its_titles_and_the_guardian_s_page_holds_no_word_of_them(
    signed_in: SignedIn, ada: Member, child: Member
) -> None:
    loan = LoanFactory(member=child, due_at=NOW + timedelta(days=2))
    Category.objects.filter(pk=child.category_id).update(own_titles_from_age=14)
    Member.objects.filter(pk=child.pk).update(user=UserFactory())
    child.refresh_from_db()
    own = signed_in(child.user)
    assert "Ada Nowak" in words(own.get(reverse("loans:family")))
    done = own.post(reverse("loans:family_titles"), {"hides": "yes"}, follow=True)
    assert "Your guardians see no titles." in words(done)
    page = signed_in(ada.user).get(reverse("loans:family_of", args=[child.pk]))
    said = page.content.decode()
    assert "A book" in words(page)
    for secret in (loan.copy.book.title, loan.copy.barcode, str(loan.copy.book_id)):
        assert secret not in said
    url = reverse("loans:family_renew_all", args=[child.pk])
    assert loan.copy.book.title not in signed_in(ada.user).post(url).content.decode()


def test_a_guardian_waits_for_a_child_from_the_book_s_page(
    signed_in: SignedIn, ada: Member, child: Member
) -> None:
    book = LoanFactory().copy.book
    url = reverse("loans:family_hold", args=[child.pk, book.pk])
    assert (
        url in signed_in(ada.user).get(reverse("loans:hold_form", args=[book.pk])).content.decode()
    )
    assert_valid(signed_in(ada.user).get(url))
    done = signed_in(ada.user).post(url, {"pickup": str(child_branch())}, follow=True)
    assert "Mia Nowak is number 1 in the queue" in words(done)
    hold = child.holds.get()
    give_up = reverse("loans:family_give_up", args=[child.pk, hold.pk])
    assert_valid(signed_in(ada.user).get(give_up))
    assert "given up" in words(signed_in(ada.user).post(give_up, follow=True))


def child_branch() -> Any:
    from catalog.models import Branch

    return Branch.objects.get(code="harbour").pk


def test_a_category_without_ages_lists_nobody(signed_in: SignedIn, leo: User) -> None:
    MemberFactory(category=CategoryFactory(), born_on=date(1950, 1, 1))
    assert "There is nothing to do here" in words(signed_in(leo).get(reverse("members:outgrown")))


def test_the_way_to_the_notices_of_a_card_with_signs_in_it(
    signed_in: Callable[[User], Client], leo: User
) -> None:
    page = signed_in(leo).get(f"/members/{MemberFactory(card_number='A+50%41').pk}")
    assert "?q=A%2B50%2541" in page.content.decode()
