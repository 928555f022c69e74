"""A list says by their cards who looks after whom."""

from datetime import date
from typing import Any

import pytest

from accounts.models import AuditEntry
from members.models import Category, Guardianship, Member, MemberImport, MemberImportRow, OldCard
from members.models.imports import Stage
from members.services import families, leaving
from members.services.imports import batches, running, wording
from tests.conftest import NOW
from tests.factories.loans import LoanFactory
from tests.factories.members import CategoryFactory, MemberFactory
from tests.members.services.imports.conftest import Import, verdicts

pytestmark = pytest.mark.django_db
FAMILY = (
    "name,card,category,guardian card\n"
    "Kim,K1,child,P1\n"
    "Lou,L1,child,P1\n"
    "Pat,P1,,\n"
    "Mia,M1,child,H1\n"
)  # fmt: skip


@pytest.fixture(autouse=True)
def here(db: None) -> Member:
    """A guardian who is a member already; children have guardians here, and adults none."""
    CategoryFactory(code="child", name="Child", has_guardians=True)
    return MemberFactory(name="Hal", card_number="H1")


def ties() -> set[tuple[str, str]]:
    """Who looks after whom."""
    return set(Guardianship.objects.values_list("guardian__name", "child__name"))


def taken_back(batch: MemberImport, deed: dict[str, Any]) -> list[str]:
    """Take ``batch`` back; what it came to, row by row."""
    batches.undo(batch.pk, in_background=False, **deed)
    running.go_on(batch.pk, clock=lambda: NOW)
    assert MemberImport.objects.get(pk=batch.pk).stage == Stage.UNDONE
    rows = MemberImportRow.objects.filter(batch=batch).order_by("number")
    return list(rows.values_list("outcome", flat=True))


@pytest.mark.parametrize("chunk", [1, 2, 200])
def test_a_guardian_is_a_member_or_stands_in_the_list_wherever_that_is(
    imported: Import, monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    monkeypatch.setattr(running, "CHUNK", chunk)
    dry, batch = imported(FAMILY, dry=True), imported(FAMILY)
    assert verdicts(dry) == verdicts(batch) == [("new", "")] * 4
    assert (batch.position, batch.total) == (4, 4)
    assert ties() == {("Pat", "Kim"), ("Pat", "Lou"), ("Hal", "Mia")}
    assert imported(FAMILY).counts == {"unchanged": 4}


def test_of_two_rows_with_one_card_the_first_of_the_file_is_the_member(
    imported: Import, here: Member
) -> None:
    table = (
        "name,card,category,guardian card,class\n"
        "Kim,K1,child,P1,5a\n"
        "Kim,K1,,,\n"
        "Pat,P1,child,H1,\n"
        "Pat,P1,,,\n"
    )
    batch = imported(table)
    assert verdicts(batch) == [("new", ""), ("refused", "twice")] * 2
    assert Member.objects.get(name="Kim").group == "5a"
    assert ties() == {("Pat", "Kim"), ("Hal", "Pat")}


def test_the_card_of_a_guardian_who_has_left_stands_in_nobody_s_row(
    imported: Import, deed: dict[str, Any]
) -> None:
    batch = imported("name,card,guardian card\nKim,K1,P1\n")
    assert batch.rows.get().params == {"card": "P1"}
    leaving.remove(MemberFactory(card_number="P1").pk, **deed)
    assert batch.rows.get().params == {}


def test_the_past_of_both_tells_of_it_and_who_did_it(
    imported: Import, deed: dict[str, Any], here: Member
) -> None:
    imported("name,card,category,guardian card\nMia,M1,child,H1\n")
    entries = AuditEntry.objects.filter(action="member.guardian_added").order_by("id")
    said = [(each.member_id, each.data["guardian"], each.actor) for each in entries]
    mia = Member.objects.get(name="Mia")
    assert said == [(mia.pk, True, deed["actor"]), (here.pk, False, deed["actor"])]


def test_what_cannot_be_says_why_and_costs_no_other_row_anything(imported: Import) -> None:
    table = (
        "name,card,category,guardian card,born on\n"
        "Ann,A1,child,NOBODY,\n"
        "Ben,B1,child,B1,\n"
        "Cat,C1,adult,H1,\n"
        "Dot,D1,child,Ü?,\n"
        "Eve,E1,child,F1,\n"
        "Flo,F1,adult,,31.02.2010\n"
        "Hal,H1,child,H1,\n"
        "Gil,G1,child,h1,\n"
    )
    dry, batch = imported(table, dry=True), imported(table)
    assert verdicts(dry) == verdicts(batch)
    assert verdicts(batch) == [
        ("refused", "unknown_guardian"), ("refused", "own_guardian"), ("refused", "no_guardians"),
        ("refused", "bad_card"), ("refused", "unknown_guardian"), ("refused", "bad_day"),
        ("refused", "own_guardian"), ("new", ""),
    ]  # fmt: skip
    said = {
        row.name: wording.reason(row.code, row.params)
        for row in batch.rows.filter(verdict="refused")
    }
    assert said["Ann"] == ("Nobody in the library or in this file has the guardian's card NOBODY.")
    assert said["Cat"] == "Members of the category Adult have no guardians."
    assert ties() == {("Hal", "Gil")}


def test_who_is_there_gets_a_guardian_and_keeps_the_others(imported: Import) -> None:
    child = CategoryFactory(code="child")
    kim = MemberFactory(name="Kim", card_number="K1", category=child, user=None)
    other = MemberFactory(name="Other")
    Guardianship.objects.create(guardian=other, child=kim, since=NOW)
    table = "name,card,guardian card\nKim,K1,H1\n"
    assert imported(table, keeps=["guardian_card"]).counts == {"unchanged": 1}
    dry = imported(table, dry=True)
    assert wording.reason(*dry.rows.get().notes[0]) == "It would change: Card of the guardian."
    batch = imported(table)
    assert (batch.counts, batch.rows.get().before) == (
        {"update": 1},
        {"guardian_card": "", "had_account": False},
    )
    assert ties() == {("Other", "Kim"), ("Hal", "Kim")}
    Guardianship.objects.all().delete()
    assert imported(table, keeps=["guardian_card"]).counts == {"update": 1}


def test_a_guardian_is_found_by_the_card_before_and_by_one_that_the_list_names_only(
    imported: Import, here: Member
) -> None:
    OldCard.objects.create(number="H0", member=here, why="lost", replaced_at=NOW)
    email = here.email
    imported(
        "name,card,category,guardian card,email\n"
        "Kim,K1,child,H0,\n"
        "Lou,L1,child,SCHOOL-7,\n"
        f"Hal,SCHOOL-7,,,{email}\n",
        keeps=["card_number"],
    )
    assert ties() == {("Hal", "Kim"), ("Hal", "Lou")}
    here.refresh_from_db()
    assert here.card_number == "H1"


def test_guardians_of_guardians_come_first_and_a_circle_ends(imported: Import) -> None:
    batch = imported(
        "name,card,category,guardian card\n"
        "Low,A1,child,A2\nMid,A2,child,A3\nTop,A3,,\nOne,C1,child,C2\nTwo,C2,child,C1\n"
    )
    assert verdicts(batch) == [("new", "")] * 3 + [("refused", "unknown_guardian")] * 2
    assert ties() == {("Mid", "Low"), ("Top", "Mid")}


def test_whoever_goes_on_after_a_kill_forgets_no_row(
    imported: Import, deed: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "CHUNK", 1)
    table = FAMILY + "Pat,P1,,\n"
    batch = batches.upload([table.encode()], "list.csv", **deed)
    batches.arrange(batch.pk, batches.Terms(batch.columns), **deed)
    batches.commit(batch.pk, in_background=False, **deed)
    for position in range(1, 6):
        assert running.go_on(batch.pk, clock=lambda: NOW, seconds=0)
        assert MemberImport.objects.get().position == position
    assert not running.go_on(batch.pk, clock=lambda: NOW)
    assert verdicts(batch) == [("new", "")] * 4 + [("refused", "twice")]
    assert ties() == {("Pat", "Kim"), ("Pat", "Lou"), ("Hal", "Mia")}


def test_taken_back_nothing_of_it_is_left(imported: Import, deed: dict[str, Any]) -> None:
    child = CategoryFactory(code="child")
    zoe = MemberFactory(name="Zoe", card_number="Z1", category=child)
    batch = imported(FAMILY + "Zoe,Z1,,P1\n")
    assert ("Pat", "Zoe") in ties()
    assert taken_back(batch, deed) == ["undone"] * 5
    assert ties() == set()
    assert set(Member.objects.values_list("name", flat=True)) == {"Hal", "Zoe"}
    assert AuditEntry.objects.filter(action="member.guardian_ended", member_id=zoe.pk).exists()


def test_a_guardian_whom_the_desk_has_noted_stays(imported: Import, deed: dict[str, Any]) -> None:
    child = CategoryFactory(code="child")
    zoe = MemberFactory(name="Zoe", card_number="Z1", category=child)
    batch = imported(FAMILY + "Zoe,Z1,,H1\n")
    families.add_guardian(zoe.pk, "P1", **deed)
    LoanFactory(member=Member.objects.get(name="Kim"), returned_at=NOW)
    assert taken_back(batch, deed) == ["borrowed", "undone", "changed", "undone", "undone"]
    assert ties() == {("Pat", "Zoe"), ("Pat", "Kim")}


def test_a_guardian_is_of_age_as_far_as_the_library_or_the_list_tells(
    imported: Import, here: Member
) -> None:
    Member.objects.filter(pk=here.pk).update(born_on=date(2015, 1, 1))
    batch = imported(
        "name,card,category,guardian card,born on\n"
        "Kim,K1,child,H1,\nLou,L1,child,P1,\nPat,P1,,,2010-01-01\nMia,M1,child,R1,\n"
        "Rio,R1,,,2000-01-01\n"
    )
    assert [code for _verdict, code in verdicts(batch)] == [
        "guardian_too_young", "guardian_too_young", "", "", ""
    ]  # fmt: skip
    assert ties() == {("Rio", "Mia")}


@pytest.mark.parametrize("dry", [True, False])
def test_members_are_no_guardians_of_each_other(imported: Import, here: Member, dry: bool) -> None:
    child = Category.objects.get(code="child")
    Member.objects.filter(pk=here.pk).update(category=child)
    other = MemberFactory(name="Ona", card_number="O1", category=child)
    table = "name,card,guardian card\nHal,H1,O1\nOna,O1,H1\n"
    assert [code for _verdict, code in verdicts(imported(table, dry=dry))] == [
        "", "guardians_in_circle"
    ]  # fmt: skip
    Guardianship.objects.all().delete()
    third = MemberFactory(name="Tim", card_number="T1", category=child)
    Guardianship.objects.create(guardian=other, child=third, since=NOW)
    Guardianship.objects.create(guardian=third, child=here, since=NOW)
    batch = imported("name,card,guardian card\nOna,O1,H1\n", dry=dry)
    assert verdicts(batch) == [("refused", "guardians_in_circle")]
