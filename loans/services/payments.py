"""Money at the desk: what members pay, what is waived, charged by hand and paid out.

Each locks the member first, and asks what is owed under the lock. Amounts are whole minor units of
the library's currency. Money that changes hands gets a receipt with the next number.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from core import db, money, series
from core.errors import NotAllowed
from loans import errors
from loans.models import AccountLine, DeedKind, LineKind, ReceiptSeries
from loans.services import deeds, ledger, notices
from loans.services.ledger import Entered
from loans.services.situation import Desk
from members.errors import UnknownMember
from members.models import Member


def pay(
    member_id: UUID,
    amount: int,
    method: str,
    *,
    desk: Desk,
    charge_id: UUID | None = None,
    note: str = "",
) -> AccountLine:
    """Take ``amount`` from a member: for the charge ``charge_id`` or, without one, for the oldest.

    For whoever works a desk. Raises ``NotAllowed``, ``UnknownMember``, ``UnknownLine``,
    ``AmountNotPositive``, and ``MoreThanOwed``: the library takes no money in advance.
    """
    with _account(member_id, desk, "loans.work_desk", amount):
        towards = _charge(member_id, charge_id)
        _demand_owed(member_id, amount, towards)
        entered = Entered(method=method, receipt=_next_receipt(), note=note)
        line = ledger.credit(member_id, LineKind.PAYMENT, amount, entered, by=desk, towards=towards)
        _noted(DeedKind.PAY, _("%(amount)s paid."), line, desk)
        notices.paid(line, desk.now)
        return line


def waive(
    member_id: UUID, amount: int, reason: str, *, desk: Desk, charge_id: UUID | None = None
) -> AccountLine:
    """Let a member off ``amount``: of the charge ``charge_id`` or, without one, of the oldest.

    Needs ``loans.waive_charge``. Raises as ``pay``.
    """
    with _account(member_id, desk, "loans.waive_charge", amount):
        towards = _charge(member_id, charge_id)
        _demand_owed(member_id, amount, towards)
        entered = Entered(note=reason, loan=towards.loan if towards else None)
        line = ledger.credit(member_id, LineKind.WAIVER, amount, entered, by=desk, towards=towards)
        _noted(DeedKind.WAIVE, _("%(amount)s waived."), line, desk)
        return line


def charge(member_id: UUID, amount: int, reason: str, *, desk: Desk) -> AccountLine:
    """Charge a member by hand, for a lost card or a torn page.

    Needs ``loans.charge_member``. Raises ``NotAllowed``, ``UnknownMember``, ``AmountNotPositive``.
    """
    with _account(member_id, desk, "loans.charge_member", amount):
        return ledger.charge(member_id, LineKind.MANUAL, amount, Entered(note=reason), by=desk)


def refund(member_id: UUID, amount: int, method: str, *, desk: Desk, note: str = "") -> AccountLine:
    """Pay out of what a member has to their credit.

    Needs ``loans.refund_member``. Raises ``NotAllowed``, ``UnknownMember``, ``AmountNotPositive``,
    ``MoreThanCredit``.
    """
    with _account(member_id, desk, "loans.refund_member", amount):
        held = max(0, -ledger.balance(member_id))
        if amount > held:
            raise errors.MoreThanCredit(credit=money.words(held))
        entered = Entered(method=method, receipt=_next_receipt(), note=note)
        return ledger.charge(member_id, LineKind.PAYOUT, amount, entered, by=desk)


def reverse(member_id: UUID, line_id: UUID, reason: str, *, desk: Desk) -> AccountLine:
    """Take an entry back that should not have been made.

    Needs ``loans.reverse_line``. Raises ``NotAllowed``, ``UnknownMember``, ``UnknownLine``,
    ``AlreadyReversed``, ``StillGrowing``.
    """
    with _account(member_id, desk, "loans.reverse_line"):
        line = AccountLine.objects.filter(member=member_id, pk=line_id).first()
        if line is None:
            raise errors.UnknownLine
        return ledger.reverse(line, by=desk, note=reason)


@contextmanager
def _account(
    member_id: UUID, desk: Desk, permission: str, amount: int | None = None
) -> Iterator[None]:
    """A member's account, locked for an entry by someone with ``permission``."""
    if not desk.actor.has_perm(permission):
        raise NotAllowed
    if amount is not None and amount <= 0:
        raise errors.AmountNotPositive
    with transaction.atomic():
        if not db.locked(Member.objects.filter(pk=member_id)).values_list("pk").first():
            raise UnknownMember
        yield


def _noted(kind: DeedKind, sentence: str, line: AccountLine, desk: Desk) -> None:
    """Note the deed of a desk, with the charges that the credit was given to."""
    if line.member_id is not None:
        charges = list(line.given.values_list("charge_id", flat=True))
        said = sentence % {"amount": money.words(-line.amount)}
        deeds.note_entry(kind, said, line.member_id, line.pk, charges, desk)


def _charge(member_id: UUID, charge_id: UUID | None) -> AccountLine | None:
    """The member's charge that is meant, if one is. Raises ``UnknownLine``."""
    if charge_id is None:
        return None
    line = AccountLine.objects.charges().filter(member=member_id, pk=charge_id).first()
    if line is None:
        raise errors.UnknownLine
    return line


def _demand_owed(member_id: UUID, amount: int, towards: AccountLine | None) -> None:
    owed = towards.rest if towards else max(0, ledger.balance(member_id))
    if amount > owed:
        raise errors.MoreThanOwed(owed=money.words(owed))


def _next_receipt() -> int:
    return series.take(ReceiptSeries, "receipt")[0]
