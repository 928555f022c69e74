"""An import is taken back: exactly, but for those who have used the library or been changed."""

from datetime import date, timedelta
from typing import Any

import pytest

from accounts.models import AuditEntry, User
from accounts.models.audit import Interface
from loans.services import forgetting
from loans.services.by import ByItself
from members import errors
from members.models import Member, MemberImportRow, OldCard
from members.models.imports import Stage
from members.services import leaving, memberships, merging, roll_over
from members.services.imports import batches, running
from tests.conftest import NOW
from tests.factories.loans import LoanFactory
from tests.factories.members import CategoryFactory, MemberFactory
from tests.members.services.imports.conftest import Import

pytestmark = pytest.mark.django_db
MANY = "name,card,email,class\nAda,A1,ada@example.org,5a\nBo,B1,,5b\n"


def taken_back(batch: Any, deed: dict[str, Any]) -> dict[str, str]:
    """Take ``batch`` back; what it came to, by the number of the row."""
    batches.undo(batch.pk, in_background=False, **deed)
    running.go_on(batch.pk, clock=lambda: NOW)
    batch.refresh_from_db()
    assert batch.stage == Stage.UNDONE
    rows = MemberImportRow.objects.filter(batch=batch).order_by("number")
    return {str(row.number): row.outcome for row in rows}


def noted(member: Member) -> dict[str, Any]:
    """All that is noted of a member, but how often it was changed."""
    found = Member.objects.filter(pk=member.pk).values().get()
    email = User.objects.filter(member=member.pk).values_list("email", "name").first()
    return {name: value for name, value in found.items() if name != "revision"} | {"user": email}


def test_new_members_go_with_their_accounts(imported: Import, deed: dict[str, Any]) -> None:
    batch = imported(MANY)
    assert taken_back(batch, deed) == {"1": "undone", "2": "undone"}
    assert not Member.objects.exists()
    assert not User.objects.filter(email="ada@example.org").exists()
    assert AuditEntry.objects.filter(action="member.removed").count() == 2
    with pytest.raises(errors.NothingToUndo):
        batches.undo(batch.pk, **deed)


def test_the_trail_names_who_had_it_imported_and_who_had_it_taken_back(
    deed: dict[str, Any], vera: User, alma: User
) -> None:
    MemberFactory(card_number="B1", name="Bo", user__email="bo@example.org")
    table = b"name,card,email\nAda,A1,\nBo,B2,bo@example.org\n"
    batch = batches.upload([table], "list.csv", **deed)
    batches.arrange(batch.pk, batches.Terms(batch.columns), **deed)
    batches.commit(batch.pk, in_background=False, **deed | {"actor": vera})
    running.go_on(batch.pk, clock=lambda: NOW)
    assert OldCard.objects.get().replaced_by == vera
    taken_back(batch, deed | {"actor": alma})

    def by(*actions: str) -> set[User | None]:
        return {each.actor for each in AuditEntry.objects.filter(action__in=actions)}

    assert by("member_import.uploaded") == {deed["actor"]}
    assert by("member_import.done", "member.registered") == {vera}
    assert by("member_import.undone", "member.removed") == {alma}
    edits = AuditEntry.objects.filter(action="member.edited").order_by("id")
    assert [each.actor for each in edits] == [vera, alma]


def test_members_that_were_changed_are_exactly_as_before(
    imported: Import, deed: dict[str, Any]
) -> None:
    CategoryFactory(code="pupil", name="Pupil")
    with_account = MemberFactory(
        card_number="A1",
        name="Ada",
        user__name="Ada",
        phone="1",
        phone_digits="1",
        born_on=date(2001, 1, 1),
    )
    User.objects.filter(pk=with_account.user.pk).update(email_verified_at=None)
    without = MemberFactory(card_number="B1", name="Bo", user=None)
    by_mail = MemberFactory(
        card_number="C1", name="Cy", user__name="Cy", user__email="cy@example.org"
    )
    before = [noted(each) for each in (with_account, without, by_mail)]
    batch = imported(
        "name,card,email,class,category,phone,born on,member until\n"
        "Ada New,A1,new@example.org,5a,pupil,2,2002-02-02,2030-01-01\n"
        "Bo,B1,bo@example.org,5b,,,,\n"
        "Cy,C2,cy@example.org,5c,,,,\n"
    )
    assert batch.counts == {"update": 3}
    assert OldCard.objects.get().number == "C1"
    assert set(taken_back(batch, deed).values()) == {"undone"}
    assert [noted(each) for each in (with_account, without, by_mail)] == before
    assert not OldCard.objects.exists()
    assert not User.objects.filter(email="bo@example.org").exists()


def test_who_has_used_the_library_or_was_changed_stays(
    imported: Import, deed: dict[str, Any]
) -> None:
    batch = imported(MANY + "Cy,C1,,5c\n")
    reader, changed = (Member.objects.get(card_number=card) for card in ("A1", "B1"))
    LoanFactory(member=reader, returned_at=NOW)
    when = {**deed, "today": NOW.date()}
    memberships.renew(changed.pk, seen=None, **when)
    assert taken_back(batch, deed) == {"1": "borrowed", "2": "changed", "3": "undone"}
    assert set(Member.objects.all()) == {reader, changed}
    assert batch.counts == {"new": 3, "undone": 1, "kept": 2}


def test_two_imports_are_taken_back_one_after_the_other(
    imported: Import, deed: dict[str, Any]
) -> None:
    first = imported(MANY)
    second = imported("card,name,class\nA1,Ada,6a\nB1,Bo,6b\n")
    assert taken_back(first, deed) == {"1": "changed", "2": "changed"}
    assert taken_back(second, deed) == {"1": "undone", "2": "undone"}
    assert set(Member.objects.values_list("group", flat=True)) == {"5a", "5b"}
    assert taken_back(first, deed) == {"1": "undone", "2": "undone"}
    assert not Member.objects.exists()


def test_an_account_that_was_there_before_stays(imported: Import, deed: dict[str, Any]) -> None:
    batch = imported("name,email\nLeo,leo@example.org\n")
    assert Member.objects.get().user == deed["actor"]
    assert taken_back(batch, deed) == {"1": "undone"}
    assert User.objects.filter(email="leo@example.org").exists()


def test_of_who_leaves_only_the_verdict_stays(imported: Import, deed: dict[str, Any]) -> None:
    MemberFactory(card_number="B1", name="Bo Bernhard")
    batch = imported(MANY)
    for member in Member.objects.all():
        leaving.remove(member.pk, **deed)
    rows = MemberImportRow.objects.filter(batch=batch)
    assert {(row.name, str(row.before), row.member_id) for row in rows} == {("", "None", None)}
    assert taken_back(batch, deed) == {"1": "gone", "2": "gone"}


def test_two_records_that_become_one_are_no_obstacle(
    imported: Import, deed: dict[str, Any]
) -> None:
    batch = imported(MANY)
    gone, kept = (Member.objects.get(card_number=card) for card in ("A1", "B1"))
    merging.merge(gone.pk, kept.pk, **deed)
    assert taken_back(batch, deed) == {"1": "gone", "2": "changed"}
    assert Member.objects.get() == kept


def test_what_was_done_to_a_merged_record_is_not_undone_to_the_one_that_stays(
    imported: Import, deed: dict[str, Any]
) -> None:
    batch = imported("name,card,class\nAda,A1,5a\n")
    there = MemberFactory(name="Ada L", card_number="L1", group="6a")
    done = roll_over.carry_out(roll_over.Terms({"5a": "6a"}), seen=None, today=NOW.date(), **deed)
    gone = Member.objects.get(card_number="A1")
    merging.merge(gone.pk, there.pk, **deed)
    kept = Member.objects.get()
    # The one that stays comes to have been changed as often as the other had been.
    for revision in (1, 2, 3):
        Member.objects.filter(pk=kept.pk).update(revision=revision)
        assert taken_back(batch, deed) == {"1": "changed"}
    Member.objects.filter(pk=kept.pk).update(revision=2)
    assert roll_over.undo(done.pk, **deed).counts["kept"] == 1
    assert Member.objects.get().group == "6a"


def test_who_has_used_the_library_stays_when_that_is_forgotten(
    imported: Import, deed: dict[str, Any]
) -> None:
    batch = imported(MANY)
    loan = LoanFactory(
        member=Member.objects.get(card_number="A1"), returned_at=NOW, recorded_at=NOW
    )
    assert forgetting.forget_all(by=ByItself(NOW + timedelta(days=20), Interface.JOB)).changed == 1
    loan.refresh_from_db()
    assert loan.member is None
    assert taken_back(batch, deed) == {"1": "borrowed", "2": "undone"}
    assert [each.name for each in Member.objects.all()] == ["Ada"]


def test_who_has_confirmed_the_address_of_the_list_stays(
    imported: Import, deed: dict[str, Any]
) -> None:
    for card in ("A1", "D1"):
        member = MemberFactory(card_number=card, name=card, user__name=card)
        User.objects.filter(pk=member.user.pk).update(email_verified_at=None)
    batch = imported(
        "name,card,email\n"
        "A1,A1,a@example.org\nBo,B1,bo@example.org\nCy,C1,cy@example.org\nD1,D1,d@example.org\n"
    )
    confirmed = User.objects.filter(email__in=["a@example.org", "bo@example.org"])
    confirmed.update(email_verified_at=NOW)
    outcomes = taken_back(batch, deed)
    assert outcomes == {"1": "changed", "2": "changed", "3": "undone", "4": "undone"}
    assert set(Member.objects.values_list("name", flat=True)) == {"A1", "Bo", "D1"}
    assert confirmed.count() == 2
