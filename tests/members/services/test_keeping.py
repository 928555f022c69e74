"""Changing, blocking and letting go of members."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.core.mail import send_mail
from django.utils.translation import gettext_lazy as _

from accounts.models import AuditEntry, User
from accounts.models.audit import Interface
from core.errors import Conflict, StalePrecondition, TooMany
from loans.models import Loan
from members import errors
from members.models import Block, Category, Member, OutboxMessage
from members.services import blocks, leaving, profile, registration
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.loans import LoanFactory
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db


def edit(member: Member, actor: User, now: datetime, **change: Any) -> Member:
    revision = change.pop("revision", None)
    said: dict[str, Any] = {"name": member.name, "category": member.category} | change
    facts = registration.Facts(**said)
    return profile.edit(
        member.pk,
        facts,
        revision=revision,
        actor=actor,
        now=now,
        interface=Interface.PAGE,
    )


def update_own(member: Member, now: datetime, **change: Any) -> Member:
    assert member.user
    said = {"name": member.name, "email": member.email, "phone": "", "address": ""} | change
    return profile.update_own(
        member.pk,
        **said,
        password=PASSWORD,
        revision=None,
        actor=member.user,
        now=now,
        interface=Interface.PAGE,
    )


def remove(member: Member, actor: User | None, now: datetime) -> bool:
    return leaving.remove(member.pk, actor=actor, now=now, interface=Interface.PAGE)


def test_an_edit_of_what_someone_else_changed_is_refused(
    now: datetime, ada: Member, leo: User
) -> None:
    assert edit(ada, leo, now, revision=1).revision == 2
    with pytest.raises(StalePrecondition):
        edit(ada, leo, now, revision=1)


def test_what_is_left_empty_stays(now: datetime, ada: Member, leo: User) -> None:
    edit(ada, leo, now, name="Ada Lovelace")
    member = Member.objects.get()
    assert (member.card_number, member.expires_on) == (ada.card_number, ada.expires_on)
    assert (member.email, member.is_verified) == ("ada@example.org", True)


def test_a_card_from_before_our_rules_does_not_stand_in_the_way(
    now: datetime, ada: Member, leo: User
) -> None:
    Member.objects.update(card_number="20001000000425")
    assert edit(ada, leo, now, card_number="20001000000425").card_number == "20001000000425"
    with pytest.raises(errors.InvalidCard):
        edit(ada, leo, now, card_number="20001000000424")


def test_a_card_of_someone_else_is_refused(
    now: datetime, ada: Member, ben: Member, leo: User
) -> None:
    with pytest.raises(errors.CardTaken):
        edit(ada, leo, now, card_number=ben.card_number)


def test_a_first_address_opens_an_account(now: datetime, leo: User) -> None:
    member = MemberFactory(user=None)
    edit(member, leo, now, email="first@example.org")
    member.refresh_from_db()
    assert (member.email, member.is_verified) == ("first@example.org", False)
    assert OutboxMessage.objects.get().recipient == "first@example.org"


def test_the_address_of_a_colleague_is_the_administrators_to_change(
    now: datetime, leo: User, alma: User
) -> None:
    vera = MemberFactory(user=UserFactory(email="v@example.org", role="volunteer"))
    with pytest.raises(errors.StaffAddress):
        edit(vera, leo, now, email="mine@example.org")
    edit(vera, leo, now, name="Vera N.")
    edit(vera, alma, now, email="new@example.org")
    assert update_own(Member.objects.get(), now, email="own@example.org").email == "own@example.org"


def test_members_change_their_own_and_nothing_that_the_desk_keeps(
    now: datetime, ada: Member
) -> None:
    child = Category.objects.get(code="child")
    Member.objects.update(category=child, note="n", born_on=date(2015, 1, 1))
    update_own(ada, now, name="Ada L.")
    member = Member.objects.get()
    assert (member.category, member.note, member.born_on) == (child, "n", date(2015, 1, 1))


def test_an_address_that_stays_is_not_counted_as_new(now: datetime, ada: Member) -> None:
    for _again in range(7):
        update_own(ada, now, email="ADA@example.org")
    for number in range(5):
        update_own(ada, now, email=f"a{number}@example.org")
        ada.refresh_from_db()
    with pytest.raises(TooMany):
        update_own(ada, now, email="more@example.org")


def test_nobody_is_edited_blocked_or_removed_who_is_not_there(now: datetime, leo: User) -> None:
    nobody = Member(pk=uuid4(), name="N", category=Category.objects.get(code="adult"))
    with pytest.raises(errors.UnknownMember):
        edit(nobody, leo, now)
    with pytest.raises(errors.UnknownMember):
        remove(nobody, leo, now)
    with pytest.raises(errors.UnknownMember):
        blocks.block(
            nobody.pk, reason="x", until_on=None, actor=leo, now=now, interface=Interface.PAGE
        )


def test_a_block_is_lifted_once(now: datetime, ada: Member, leo: User) -> None:
    made = blocks.block(
        ada.pk, reason="x", until_on=None, actor=leo, now=now, interface=Interface.PAGE
    )
    blocks.lift(made.pk, actor=leo, now=now, interface=Interface.PAGE)
    with pytest.raises(errors.AlreadyLifted):
        blocks.lift(made.pk, actor=leo, now=now, interface=Interface.PAGE)
    with pytest.raises(errors.UnknownBlock):
        blocks.lift(uuid4(), actor=leo, now=now, interface=Interface.PAGE)
    said = list(AuditEntry.objects.order_by("id").values_list("action", flat=True))
    assert said == ["member.blocked", "member.unblocked"]


def test_a_member_leaves_with_account_blocks_and_mail_and_past_loans_stay(
    now: datetime, ada: Member, ben: Member, leo: User
) -> None:
    past = LoanFactory(member=ada, returned_at=now, recorded_at=now)
    Block.objects.create(member=ada, reason="x", blocked_at=now)
    send_mail("Subject", "Body", None, ["ada@example.org", "ben@example.org"])
    assert remove(ada, leo, now) is True
    assert list(Member.objects.all()) == [ben]
    assert not User.objects.filter(email="ada@example.org").exists()
    assert not Block.objects.exists()
    assert OutboxMessage.objects.get().recipient == "ben@example.org"
    assert Loan.objects.get() == past
    assert Loan.objects.get().member is None
    entry = AuditEntry.objects.get(action="member.removed")
    assert (entry.actor, entry.member_id, entry.data) == (leo, None, {})


def test_who_leaves_by_themselves_is_not_named_in_the_trail(now: datetime, ada: Member) -> None:
    remove(ada, ada.user, now)
    assert AuditEntry.objects.get(action="member.removed").actor is None


def test_open_loans_keep_a_member(now: datetime, ada: Member, leo: User) -> None:
    LoanFactory(member=ada)
    LoanFactory(member=ada)
    with pytest.raises(errors.HasOpenLoans, match="Still on loan: 2"):
        remove(ada, leo, now)
    assert Member.objects.filter(pk=ada.pk).exists()
    assert not AuditEntry.objects.exists()


class StillTalking(Conflict):
    code = "still_talking"
    message = _("Not now.")


@pytest.fixture
def talking() -> Iterator[None]:
    def object_to(member: Member) -> None:
        raise StillTalking

    leaving.OBJECTIONS.append(object_to)
    yield
    leaving.OBJECTIONS.remove(object_to)


@pytest.mark.usefixtures("talking")
def test_everything_that_stands_against_it_is_told(ada: Member) -> None:
    LoanFactory(member=ada)
    codes = [refusal.code for refusal in leaving.objections(ada)]
    assert codes == ["has_open_loans", "still_talking"]


@pytest.mark.parametrize(
    "work",
    [{"role": "volunteer"}, {"is_staff": True}, {"is_superuser": True}],
)
def test_someone_who_works_here_keeps_their_account(now: datetime, work: dict[str, Any]) -> None:
    user = UserFactory(**work)
    member = MemberFactory(user=user)
    assert remove(member, None, now) is False
    assert User.objects.get(pk=user.pk).is_active


def test_a_right_of_ones_own_is_work_too(now: datetime, ada: Member) -> None:
    from django.contrib.auth.models import Permission

    assert ada.user
    ada.user.user_permissions.add(Permission.objects.get(codename="work_desk"))
    assert remove(ada, None, now) is False
