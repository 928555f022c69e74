"""A card that stands in a list names a person, and a row of somebody else does not become them."""

from datetime import date

import pytest

from members.models import Member, MemberImport, OldCard
from tests.conftest import NOW
from tests.factories.catalog import CopyFactory
from tests.factories.members import MemberFactory
from tests.members.services.imports.conftest import Import, verdicts

pytestmark = pytest.mark.django_db
BIRTHDAY = date(2008, 1, 1)


@pytest.fixture
def anna(db: None) -> Member:
    """Anna has T1001, and R2002 was her card before."""
    anna = MemberFactory(name="Anna Alt", card_number="T1001", born_on=BIRTHDAY, user=None)
    OldCard.objects.create(number="R2002", member=anna, why="lost", replaced_at=NOW)
    return anna


def the_same(batch: MemberImport, anna: Member) -> bool:
    """Whether Anna's row was refused for her card, and she is who she was."""
    was = (anna.name, anna.born_on, anna.card_number, anna.revision)
    anna.refresh_from_db()
    is_same = was == (anna.name, anna.born_on, anna.card_number, anna.revision)
    return is_same and batch.counts == {"refused": 1}


@pytest.mark.parametrize("row", ["Bea Neu;2015-05-05", "Bea Alt;2015-05-05", "Bea Neu;", "Bea;"])
def test_a_card_that_is_another_person_s_by_now_changes_nobody(
    imported: Import, anna: Member, row: str
) -> None:
    batch = imported(f"Name;Card;Birthday\n{row.replace(';', ';T1001;')}\n")
    assert verdicts(batch) == [("refused", "card_of_another")]
    assert the_same(batch, anna)
    assert batch.rows.get().params == {"name": "Anna Alt", "card": "T1001"}
    assert batch.rows.get().member == anna


@pytest.mark.parametrize("noted", [None, BIRTHDAY])
def test_without_a_birthday_a_word_of_the_name_is_enough(
    imported: Import, anna: Member, noted: date | None
) -> None:
    Member.objects.filter(pk=anna.pk).update(born_on=noted)
    assert verdicts(imported("Name;Card;Class\nÀNNA Neumann;T1001;5a\n")) == [("update", "")]
    assert verdicts(imported("Name;Card;Class\nOtto Kern;T1001;5a\n"))[0][0] == "refused"


@pytest.mark.parametrize("row", ["Anna Neu;2008-01-01", "Neu;2008-01-01", "Anna Alt;2009-01-01"])
def test_a_new_surname_or_a_corrected_birthday_is_an_update(
    imported: Import, anna: Member, row: str
) -> None:
    batch = imported(f"Name;Card;Birthday\n{row.replace(';', ';T1001;')}\n")
    assert verdicts(batch) == [("update", "")]


@pytest.mark.parametrize("row", ["Carla Karte;", "Anna Neu;2008-01-01", "Anna Alt;2015-05-05"])
def test_a_card_that_is_used_no_more_renames_nobody(
    imported: Import, anna: Member, row: str
) -> None:
    batch = imported(f"Name;Card;Birthday\n{row.replace(';', ';R2002;')}\n")
    assert verdicts(batch) == [("refused", "old_card_of_another")]
    assert the_same(batch, anna)


def test_a_card_that_is_used_no_more_still_finds_its_owner(imported: Import, anna: Member) -> None:
    batch = imported("Name;Card;Birthday;Class\nAlt, Anna;R2002;2008-01-01;5a\n")
    assert verdicts(batch) == [("update", "")]
    anna.refresh_from_db()
    assert (anna.name, anna.group, anna.card_number) == ("Anna Alt", "5a", "T1001")


@pytest.mark.parametrize("card", ["2.0001E+13", "1e5", "2,0E13", "9.78E+12"])
def test_a_number_that_a_spreadsheet_has_rounded_is_no_card(imported: Import, card: str) -> None:
    assert verdicts(imported(f"Name;Card\nBo;{card}\n")) == [("refused", "card_rounded")]
    assert not Member.objects.exists()


@pytest.mark.parametrize("card", ["RETURN", "finish", "Undo"])
def test_a_word_of_the_desk_is_no_card(imported: Import, card: str) -> None:
    assert verdicts(imported(f"Name;Card\nBo;{card}\n")) == [("refused", "bad_card")]


def test_the_number_of_a_copy_is_no_card(imported: Import, anna: Member) -> None:
    CopyFactory(barcode="4711")
    CopyFactory(barcode="T1001")
    batch = imported("Name;Card;Email;Class\nBo;4711;;\nAnna Alt;T1001;;5a\nCy;S1;;\n")
    assert verdicts(batch) == [("refused", "card_of_copy"), ("update", ""), ("new", "")]
