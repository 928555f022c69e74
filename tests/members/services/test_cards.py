"""Another card for a member, and the old number refused."""

from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction

from accounts.models import AuditEntry, User
from accounts.models.audit import Interface
from core.errors import LibraryError
from members import errors, selectors
from members.domain import cards as numbering
from members.models import Category, Member, OldCard, Why
from members.services import cards, profile, registration
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db
NEW = numbering.numbered(1, 77)


@pytest.fixture
def by_leo(now: datetime, leo: User) -> dict[str, Any]:
    return {"actor": leo, "now": now, "interface": Interface.PAGE}


def facts(member: Member, **changed: Any) -> registration.Facts:
    return registration.Facts(
        name=member.name, email=member.email, category=member.category, **changed
    )


def test_the_old_number_is_refused_with_its_reason(ada: Member, by_leo: dict[str, Any]) -> None:
    old = ada.card_number
    member = cards.replace(ada.pk, why=Why.LOST, card_number=NEW, seen=old, **by_leo)
    assert (member.card_number, member.revision) == (NEW, ada.revision + 1)
    assert selectors.holder(NEW) == selectors.owner(old) == ada.pk
    with pytest.raises(errors.CardReplaced) as refused:
        selectors.holder(old)
    assert str(refused.value) == (
        f"The card {old} was replaced on 6 May 2026 (lost): Ada Nowak has another now."
    )
    assert AuditEntry.objects.filter(action="member.card_replaced", member_id=ada.pk).count() == 1


def test_without_a_number_it_is_the_next_that_nobody_has_or_had(
    ada: Member, ben: Member, by_leo: dict[str, Any]
) -> None:
    first = cards.replace(ada.pk, why=Why.WORN, **by_leo).card_number
    second = cards.replace(ada.pk, why=Why.WORN, **by_leo).card_number
    third = cards.replace(ben.pk, why=Why.STOLEN, **by_leo).card_number
    assert len({first, second, third, ada.card_number, ben.card_number}) == 5


def test_what_is_refused_changes_nothing(ada: Member, ben: Member, by_leo: dict[str, Any]) -> None:
    cards.replace(ben.pk, why=Why.LOST, card_number=NEW, **by_leo)
    wishes: list[tuple[type[LibraryError], dict[str, Any]]] = [
        (errors.CardTaken, {"card_number": NEW}),
        (errors.CardTaken, {"card_number": ben.card_number}),
        (errors.SameCard, {"card_number": ada.card_number}),
        (errors.InvalidCard, {"card_number": "30001000000421"}),
        (errors.NotTheCard, {"seen": NEW}),
    ]
    for refusal, how in wishes:
        with pytest.raises(refusal):
            cards.replace(ada.pk, why=Why.LOST, **how, **by_leo)
    with pytest.raises(errors.UnknownMember):
        cards.replace(uuid4(), why=Why.LOST, **by_leo)
    ada.refresh_from_db()
    assert selectors.holder(ada.card_number) == ada.pk
    assert OldCard.objects.count() == 1


def test_nobody_is_enrolled_with_a_card_that_someone_had(
    ada: Member, by_leo: dict[str, Any], now: datetime
) -> None:
    cards.replace(ada.pk, why=Why.STOLEN, **by_leo)
    adult = Category.objects.get(code="adult")
    eve = registration.Facts(name="Eve", category=adult, card_number=ada.card_number)
    with pytest.raises(errors.CardTaken), transaction.atomic():
        registration.enrol(eve, today=now.date(), **by_leo)
    assert not Member.objects.filter(name="Eve").exists()


def test_a_lost_card_that_is_found_can_be_its_owner_s_again(
    ada: Member, by_leo: dict[str, Any]
) -> None:
    cards.replace(ada.pk, why=Why.LOST, card_number=NEW, **by_leo)
    cards.replace(ada.pk, why=Why.WORN, card_number=ada.card_number, **by_leo)
    assert selectors.holder(ada.card_number) == ada.pk
    assert OldCard.objects.get().number == NEW


def test_a_number_that_is_corrected_in_an_edit_is_an_old_card_too(
    ada: Member, by_leo: dict[str, Any]
) -> None:
    profile.edit(ada.pk, facts(ada, card_number=NEW), revision=None, **by_leo)
    old = OldCard.objects.get()
    assert (old.number, old.why, old.member_id) == (ada.card_number, Why.CHANGED, ada.pk)


def test_an_edit_that_leaves_the_card_alone_makes_no_old_one(
    ada: Member, by_leo: dict[str, Any]
) -> None:
    profile.edit(ada.pk, facts(ada, card_number=ada.card_number), revision=None, **by_leo)
    assert not OldCard.objects.exists()


def test_old_cards_leave_with_their_member(by_leo: dict[str, Any]) -> None:
    eve = MemberFactory(user=None)
    cards.replace(eve.pk, why=Why.LOST, **by_leo)
    eve.delete()
    assert not OldCard.objects.exists()


@pytest.mark.parametrize("word", ["return", "FINISH", " undo "])
def test_a_word_of_the_desk_is_no_card(ada: Member, by_leo: dict[str, Any], word: str) -> None:
    with pytest.raises(errors.InvalidCard):
        cards.replace(ada.pk, why=Why.LOST, card_number=word, **by_leo)
