"""A number is scanned at one desk: it is a card's or a copy's, and never both."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from catalog import errors as of_copies
from catalog.models import Branch, Copy
from catalog.services import copies, copies_many, copy_barcodes
from members import errors as of_members
from members.models import Member, OldCard, Why
from members.services import cards, profile, registration
from tests.conftest import NOW
from tests.factories.catalog import BookFactory, CopyFactory, CopyTypeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def by_leo(leo: User) -> dict[str, Any]:
    return {"actor": leo, "now": NOW, "interface": "page"}


@pytest.fixture
def facts(harbour: Branch) -> dict[str, Any]:
    return {"branch": harbour, "copy_type": CopyTypeFactory()}


@pytest.fixture
def carded(ada: Member) -> Member:
    """Ada has the card S-1, and had S-0 before."""
    Member.objects.filter(pk=ada.pk).update(card_number="S-1")
    OldCard.objects.create(number="S-0", member=ada, why=Why.LOST, replaced_at=NOW)
    return ada


@pytest.mark.parametrize("number", ["S-1", "s-1", "S-0"])
def test_a_copy_gets_no_number_of_a_card(
    carded: Member, facts: dict[str, Any], by_leo: dict[str, Any], number: str
) -> None:
    noted = copies.Facts(**facts, barcode=number)
    copy = CopyFactory()
    with pytest.raises(of_copies.BarcodeOfMember):
        copies.add(BookFactory(), noted, **by_leo)
    with pytest.raises(of_copies.BarcodeOfMember):
        copies.edit(copy.pk, noted, revision=None, **by_leo)
    with pytest.raises(of_copies.BarcodeOfMember):
        copies_many.add(BookFactory(), copies.Facts(**facts), ["B-1", number], **by_leo)
    assert list(Copy.objects.values_list("barcode", flat=True)) == [copy.barcode]


def test_many_copies_are_asked_about_at_once(carded: Member) -> None:
    with CaptureQueriesContext(connection) as asked:
        assert copy_barcodes.of_others([f"S-{n}" for n in range(500)]) == {"S-0", "S-1"}
    assert len(asked) == 1
    with CaptureQueriesContext(connection) as asked:
        assert copy_barcodes.of_others([""]) == set()
    assert len(asked) == 0


def test_a_copy_that_has_such_a_number_keeps_it(
    carded: Member, facts: dict[str, Any], by_leo: dict[str, Any]
) -> None:
    copy = CopyFactory(barcode="S-1")
    noted = copies.Facts(**facts, barcode="s-1", note="old")
    assert copies.edit(copy.pk, noted, revision=None, **by_leo).note == "old"


def test_a_member_gets_no_number_of_a_copy(ada: Member, by_leo: dict[str, Any]) -> None:
    CopyFactory(barcode="4711")
    CopyFactory(barcode="4712", withdrawn_at=NOW)
    with pytest.raises(of_members.CardOfCopy):
        cards.replace(ada.pk, why=Why.LOST, card_number="4711", **by_leo)
    said: dict[str, Any] = {"name": "Eve", "category": ada.category}
    for number in ("4711", "4712"):
        noted = registration.Facts(**said, card_number=number)
        with pytest.raises(of_members.CardOfCopy):
            registration.enrol(noted, **by_leo, today=NOW.date())
        with pytest.raises(of_members.CardOfCopy):
            profile.edit(ada.pk, noted, revision=None, **by_leo)


def test_a_member_who_has_such_a_number_keeps_it(ada: Member, by_leo: dict[str, Any]) -> None:
    Member.objects.filter(pk=ada.pk).update(card_number="4711")
    CopyFactory(barcode="4711")
    noted = registration.Facts(name="Ada N", category=ada.category, card_number="4711")
    assert profile.edit(ada.pk, noted, revision=None, **by_leo).name == "Ada N"
