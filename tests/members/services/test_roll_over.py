"""A new school year: classes move up, leavers are found, and all of it can be undone."""

from datetime import date, timedelta
from typing import Any

import pytest

from accounts.models import AuditEntry, User
from members import errors
from members.models import LeaveRequest, Member, MemberImport, MemberImportRow, RollOver, Why
from members.services import cards, leaving, memberships, merging, roll_over
from members.services.roll_over import Terms
from tests.conftest import NOW
from tests.factories.loans import LoanFactory
from tests.factories.members import MemberFactory
from tests.members.services.imports.conftest import Import, deed, imported

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
NEXT = date(2028, 7, 31)
__all__ = ["deed", "imported"]  # fixtures
MOVES = {"5a": "6a", "6a": "7a", "10a": ""}


@pytest.fixture
def school(db: None) -> dict[str, Member]:
    """One pupil in each class, by class; a teacher, and somebody in none."""
    groups = ("5a", "6a", "10a", "Teachers", "")
    return {group: MemberFactory(group=group, name=f"In {group}") for group in groups}


def standing() -> dict[str, tuple[str, date]]:
    """Class and last day of everyone, by name."""
    return {each.name: (each.group, each.expires_on) for each in Member.objects.all()}


def rolled(terms: Terms, deed: dict[str, Any]) -> RollOver:
    return roll_over.carry_out(terms, seen=roll_over.plan(terms).sign, today=TODAY, **deed)


@pytest.mark.usefixtures("school")
def test_classes_move_up_at_once_and_back(deed: dict[str, Any]) -> None:
    before, year = standing(), date(2027, 12, 31)
    done = rolled(Terms(MOVES, NEXT), deed)
    assert standing() == {
        "In 5a": ("6a", NEXT),
        "In 6a": ("7a", NEXT),
        "In 10a": ("10a", TODAY),
        "In Teachers": ("Teachers", year),
        "In ": ("", year),
    }
    assert done.counts == {"stay": 2, "leave": 1}
    assert AuditEntry.objects.filter(action="member.rolled_over").count() == 2
    undone = roll_over.undo(done.pk, **deed)
    assert standing() == before
    assert (undone.counts["undone"], undone.counts["kept"]) == (3, 0)
    with pytest.raises(errors.RollOverUndone):
        roll_over.undo(done.pk, **deed)
    with pytest.raises(errors.RollOverUndone):
        roll_over.let_go(done.pk, **deed)


def test_compared_with_a_list_who_is_not_in_it_leaves(
    school: dict[str, Member], deed: dict[str, Any]
) -> None:
    batch = MemberImport.objects.create(name="list", size=1, format="csv", created_at=NOW)
    MemberImportRow.objects.create(
        batch=batch, number=1, place=2, verdict="unchanged", member=school["6a"]
    )
    plan = roll_over.plan(Terms(MOVES, NEXT, batch))
    assert plan.stay == [(school["6a"], "6a")]
    assert (set(plan.leave), plan.refused) == ({school["5a"], school["10a"]}, 0)


def test_who_stands_in_a_row_that_was_refused_is_no_leaver(
    school: dict[str, Member], imported: Import, deed: dict[str, Any]
) -> None:
    MemberFactory(group="5a", name="Ärmel, Än", user=None)
    MemberFactory(group="5a", name="By Mail", user__email="mail@example.org")
    card = school["5a"].card_number
    batch = imported(
        "name,card,email,born on\n"
        f"Someone,{card},,31.02.2015\n"
        "By Mail,,mail@example.org,31.02.2015\n"
        "armel an,,,2099-01-01\n"
        "In 6a,,,2014-01-01\n"
    )
    assert batch.counts == {"refused": 3, "new": 1}
    plan = roll_over.plan(Terms(MOVES, NEXT, batch))
    assert {each.name for each, _to in plan.stay} == {"In 5a", "By Mail", "Ärmel, Än"}
    assert (set(plan.leave), plan.refused) == ({school["6a"], school["10a"]}, 3)


@pytest.mark.usefixtures("school")
def test_what_was_not_shown_is_not_done(deed: dict[str, Any]) -> None:
    terms = Terms(MOVES, NEXT)
    sign = roll_over.plan(terms).sign
    for other in (Terms(MOVES, NEXT + timedelta(days=1)), Terms(MOVES | {"5a": "6b"}, NEXT)):
        with pytest.raises(errors.RollOverChanged):
            roll_over.carry_out(other, seen=sign, today=TODAY, **deed)
    cards.replace(Member.objects.get(group="5a").pk, why=Why.LOST, **deed)
    with pytest.raises(errors.RollOverChanged):
        roll_over.carry_out(terms, seen=sign, today=TODAY, **deed)
    with pytest.raises(errors.NobodyToRollOver):
        roll_over.carry_out(Terms({"11a": ""}), seen=None, today=TODAY, **deed)
    assert not RollOver.objects.exists()


def test_leavers_go_and_who_has_something_out_waits(
    school: dict[str, Member], deed: dict[str, Any]
) -> None:
    reader = MemberFactory(group="10a", name="Reader")
    renewed = MemberFactory(group="10a", name="Renewed")
    LoanFactory(member=reader)
    done = rolled(Terms(MOVES, NEXT), deed)
    memberships.renew(renewed.pk, seen=None, today=TODAY, **deed)
    roll_over.let_go(done.pk, **deed)
    assert roll_over.go_on(NOW) == 1
    assert roll_over.go_on(NOW) == 0
    assert not Member.objects.filter(pk=school["10a"].pk).exists()
    assert [each.member for each in LeaveRequest.objects.all()] == [reader]
    undone = roll_over.undo(done.pk, **deed)
    assert (undone.counts["undone"], undone.counts["kept"]) == (3, 1)
    assert not LeaveRequest.objects.exists()
    reader.refresh_from_db()
    assert reader.expires_on == date(2027, 12, 31)


def test_the_trail_names_who_has_let_the_leavers_go(
    school: dict[str, Member], deed: dict[str, Any], alma: User
) -> None:
    reader = MemberFactory(group="10a")
    LoanFactory(member=reader)
    done = rolled(Terms(MOVES), deed)
    roll_over.let_go(done.pk, **deed | {"actor": alma})
    roll_over.let_go(done.pk, **deed)  # again, by another: it was done by then
    assert roll_over.go_on(NOW) == 1
    actions = ("member.removed", "member.leave_asked")
    assert [AuditEntry.objects.get(action=each).actor for each in actions] == [alma, alma]
    assert AuditEntry.objects.filter(action="member.found_leaving", actor=deed["actor"]).exists()


@pytest.mark.usefixtures("school")
def test_who_was_given_up_stays_and_who_had_asked_to_leave_leaves(deed: dict[str, Any]) -> None:
    given_up, own_wish = (MemberFactory(group="10a", name=name) for name in ("Given", "Own"))
    for member in (given_up, own_wish):
        LoanFactory(member=member)
    leaving.ask(own_wish.pk, **deed)
    done = rolled(Terms(MOVES), deed)
    later = {**deed, "now": NOW + timedelta(hours=1)}
    roll_over.let_go(done.pk, **later)
    roll_over.go_on(later["now"])
    cards.replace(given_up.pk, why=Why.LOST, **later)
    assert roll_over.undo(done.pk, **later).counts["kept"] == 1
    assert [each.member for each in LeaveRequest.objects.all()] == [own_wish]


def test_a_leaver_who_cannot_be_let_go_costs_no_other_anything(
    school: dict[str, Member], deed: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    MemberFactory(group="10a", name="Other")
    done = rolled(Terms(MOVES), deed)
    roll_over.let_go(done.pk, **deed)

    def fails_once(member: Member, *_: Any) -> None:
        if member == school["10a"]:
            raise ZeroDivisionError

    with monkeypatch.context() as patched:
        patched.setattr(leaving, "FAREWELLS", [fails_once, *leaving.FAREWELLS])
        assert roll_over.go_on(NOW) == 1
    assert roll_over.go_on(NOW) == 1
    assert not Member.objects.filter(group="10a").exists()


def test_two_roll_overs_are_undone_one_after_the_other(
    school: dict[str, Member], deed: dict[str, Any]
) -> None:
    before = standing()
    first = rolled(Terms({"5a": "6b"}), deed)
    second = rolled(Terms({"6b": "7b"}), deed)
    roll_over.undo(second.pk, **deed)
    assert roll_over.undo(first.pk, **deed).counts["undone"] == 1
    assert standing() == before


def test_records_that_are_merged_follow(school: dict[str, Member], deed: dict[str, Any]) -> None:
    done = rolled(Terms(MOVES), deed)
    merging.merge(school["5a"].pk, school["6a"].pk, **deed)
    assert roll_over.undo(done.pk, **deed).counts["kept"] == 1
    with pytest.raises(errors.UnknownRollOver):
        roll_over.undo(school["5a"].pk, **deed)


def test_old_ones_are_forgotten(school: dict[str, Member], deed: dict[str, Any]) -> None:
    rolled(Terms(MOVES), deed)
    assert roll_over.clear(NOW + timedelta(days=399)) == 0
    assert roll_over.clear(NOW + timedelta(days=401)) > 0
    assert not RollOver.objects.exists()
