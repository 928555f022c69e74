"""A deed is locked after its member, as where members are forgotten: it may be gone by then."""

from collections.abc import Callable
from typing import Any
from unittest import mock
from uuid import UUID

import pytest

from catalog.models import Copy
from loans import errors
from loans.models import Deed, Loan
from loans.services import checkout, deeds, parties, undo
from loans.services.situation import Desk
from members.models import Member

pytestmark = pytest.mark.django_db
Meanwhile = Callable[[Member, Desk], Any]


def forgotten(member: Member, _desk: Desk) -> None:
    deeds.forget_member(member)


def undone(_member: Member, desk: Desk) -> None:
    Deed.objects.update(undone_at=desk.now)


@pytest.mark.parametrize(
    ("meanwhile", "refusal"), [(forgotten, errors.UnknownDeed), (undone, errors.AlreadyUndone)]
)
def test_what_happened_to_a_deed_while_we_waited_for_its_member_counts(
    ada: Member, copy: Copy, at_desk: Desk, meanwhile: Meanwhile, refusal: type[Exception]
) -> None:
    deed, real = checkout.lend_copy(copy.barcode, ada.pk, desk=at_desk).deed, parties.lock_member
    assert deed

    def waits(member_id: UUID | None) -> None:
        meanwhile(ada, at_desk)
        real(member_id)

    with (
        mock.patch.object(parties, "lock_member", waits),
        pytest.raises(refusal),
    ):
        undo.undo(deed, desk=at_desk)
    assert Loan.objects.open().get().member == ada
