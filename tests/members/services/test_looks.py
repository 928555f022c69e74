from datetime import datetime, timedelta

import pytest

from accounts.models import KeptFor, User
from accounts.models.audit import Interface
from core import ids
from members.models import Member, MemberView
from members.services import looks

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def look(member: Member, actor: User, now: datetime, interface: str = Interface.PAGE) -> bool:
    return looks.note(member.pk, actor=actor, now=now, interface=interface)


def test_pages_of_one_visit_are_one_entry(ada: Member, leo: User, now: datetime) -> None:
    assert [look(ada, leo, now + n * MINUTE) for n in (0, 1, 29, 31)] == [True, False, False, True]
    assert MemberView.objects.count() == 2


def test_each_person_and_each_member_is_told_apart(
    ada: Member, ben: Member, leo: User, vera: User, now: datetime
) -> None:
    assert all([look(ada, leo, now), look(ben, leo, now), look(ada, vera, now)])
    assert look(ada, leo, now, Interface.API)


def test_one_s_own_record_is_nobody_s_business(ada: Member, now: datetime) -> None:
    assert ada.user
    assert not look(ada, ada.user, now)


def test_nobody_there_is_nobody_seen(leo: User, now: datetime) -> None:
    assert not looks.note(ids.new_id(), actor=leo, now=now, interface=Interface.PAGE)


def test_visits_are_kept_as_long_as_is_set(ada: Member, leo: User, now: datetime) -> None:
    look(ada, leo, now)
    assert looks.clear(now + timedelta(days=179)) == 0
    KeptFor.objects.create(code=looks.KEPT.code, days=7)
    assert looks.clear(now + timedelta(days=8)) == 1
