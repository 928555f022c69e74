"""Finding members, and the laws that the tables keep."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError
from django.db.models import ProtectedError

from members.models import Block, Category, Member
from members.services import registration
from tests.factories.members import CategoryFactory, MemberFactory

pytestmark = pytest.mark.django_db


def member(name: str, *, phone: str = "", email: str = "x@example.org") -> Member:
    made: Member = MemberFactory(user__email=email)
    facts = registration.Facts(name=name, category=made.category, phone=phone)
    for column, value in registration.columns(facts).items():
        setattr(made, column, value)
    made.save()
    return made


@pytest.mark.parametrize(
    "typed",
    [
        "maria gonzález",
        "Gonzalez Maria",
        "GONZ mar",
        "garcía",
        "o connor",
        "O'Connor",
        "maria-jose",
        "MARIA@example.org",
        "maria@",
        "030 90 18 20",
        "+49 (0)30 901820",
        "1820",
        "٩٠١٨٢٠",
    ],
)
def test_a_member_is_found_by_words_of_the_name_address_and_telephone(typed: str) -> None:
    maria = member(
        "María-José O'Connor González García", phone="+49 30 901820", email="maria@example.org"
    )
    member("Somebody Else", phone="+49 30 901821", email="else@example.org")
    assert list(Member.objects.matching(typed)) == [maria]


@pytest.mark.parametrize("typed", ["", " ", "!!!", "zález", "820", "%", "_", "@", "@example.org"])
def test_what_names_nobody_finds_nobody(typed: str) -> None:
    member("María González", phone="+49 30 901820", email="maria@example.org")
    assert not Member.objects.matching(typed)


@pytest.mark.parametrize(
    "typed", ["20009000000012", "2 0009 00000001 2", "２０００９０００００００１２"]
)
def test_a_member_is_found_by_card_however_it_is_typed(typed: str) -> None:
    ada = MemberFactory(card_number="20009000000012")
    assert list(Member.objects.matching(typed)) == [ada]
    assert Member.objects.by_card(typed).get() == ada


def test_a_card_of_letters_is_found_too() -> None:
    ada = MemberFactory(card_number="A-17", name="Ada")
    assert list(Member.objects.matching("a-17")) == [ada]


def test_two_members_never_have_one_card(ada: Member) -> None:
    with pytest.raises(IntegrityError):
        MemberFactory(card_number=ada.card_number)


def test_people_who_join_by_themselves_come_into_one_category() -> None:
    assert Category.objects.self_registering().get().code == "adult"
    with pytest.raises(IntegrityError):
        CategoryFactory(code="other", self_registration=True)


def test_a_category_with_members_stays(ada: Member) -> None:
    with pytest.raises(ProtectedError):
        ada.category.delete()


def test_a_block_stands_through_its_last_day_and_until_lifted(ada: Member, now: datetime) -> None:
    today = date(2026, 5, 6)

    def block(until_on: date | None = None, lifted_at: datetime | None = None) -> Block:
        return Block.objects.create(
            member=ada, reason="x", blocked_at=now, until_on=until_on, lifted_at=lifted_at
        )

    standing = {block(), block(today), block(today + timedelta(days=1))}
    block(today - timedelta(days=1))
    block(lifted_at=now)
    assert set(Block.objects.in_force(today)) == standing


def test_a_member_without_an_account_has_no_address() -> None:
    nobody = MemberFactory(user=None)
    assert (nobody.email, nobody.is_verified) == ("", False)


def test_the_last_day_of_a_membership_counts(ada: Member) -> None:
    assert not ada.is_expired(date(2027, 12, 31))
    assert ada.is_expired(date(2028, 1, 1))
