"""A member's ledger: lines that are never edited or deleted, only reversed, and which of them pay
for which (circulation rules, section 8).

Everything here is done in the transaction of a caller who has locked the member. Amounts are whole
minor units of the library's currency. The one line that changes is the fine of a loan that is still
out: it grows with the days, and is set right when the book comes back.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from accounts.services import audit
from catalog.models import Branch
from loans import errors
from loans.domain import ledger
from loans.domain.ledger import Entry, Share
from loans.models import AccountLine, Allocation, LineKind, Loan
from loans.models.account import FORGIVING
from loans.services.by import Clerk


@dataclass(frozen=True)
class Entered:
    """What a new line says beside its kind and amount."""

    loan: Loan | None = None
    branch: Branch | None = None
    method: str = ""
    receipt: int | None = None
    note: str = ""
    accrued_until: date | None = None
    is_accruing: bool = False
    reverses: AccountLine | None = None


NOTHING_MORE = Entered()


def balance(member_id: UUID) -> int:
    """What a member owes; less than nothing is a credit."""
    return AccountLine.objects.of_member(member_id).balance()


def charge(
    member_id: UUID, kind: LineKind, amount: int, entered: Entered = NOTHING_MORE, *, by: Clerk
) -> AccountLine:
    """Enter a charge of ``amount``; what the member has to their credit is given to it."""
    line = _enter(member_id, kind, amount, entered, by)
    _record("account.charged" if kind != LineKind.PAYOUT else "account.refunded", line, by)
    allocate(member_id)
    line.refresh_from_db(fields=["covered"])
    return line


def credit(
    member_id: UUID,
    kind: LineKind,
    amount: int,
    entered: Entered = NOTHING_MORE,
    *,
    by: Clerk,
    towards: AccountLine | None = None,
) -> AccountLine:
    """Enter a credit of ``amount``. It is given to the charge ``towards`` first, then to the
    oldest.
    """
    line = _enter(member_id, kind, -amount, entered, by)
    words = {LineKind.PAYMENT: "account.paid", LineKind.WAIVER: "account.waived"}
    _record(words.get(kind, "account.refunded"), line, by)
    if towards is not None and towards.rest:
        _give([Share(line.pk, towards.pk, min(amount, towards.rest))], [line, towards])
    allocate(member_id)
    line.refresh_from_db(fields=["covered"])
    return line


def resize(line: AccountLine, amount: int, *, until: date, by: Clerk) -> AccountLine | None:
    """Set the fine of a loan that is still out to ``amount``, as counted ``until`` a day.

    What was paid for more than that becomes free again. A fine of nothing is no line.
    """
    if amount < line.covered:
        _take_back(line, line.covered - amount, by)
    member_id = _holder(line)
    if amount == 0:
        line.delete()
        allocate(member_id)
        return None
    line.amount, line.accrued_until = amount, until
    line.save(update_fields=["amount", "accrued_until"])
    allocate(member_id)
    return line


def reverse(line: AccountLine, *, by: Clerk, note: str = "") -> AccountLine:
    """Take ``line`` back by a line of the opposite amount.

    What a charge had been paid with becomes free for other charges; what had been waived of it is
    taken back with it. What a credit had paid for is owed again. Raises ``AlreadyReversed``,
    ``StillGrowing``.
    """
    if line.kind == LineKind.REVERSAL or AccountLine.objects.filter(reverses=line).exists():
        raise errors.AlreadyReversed
    if line.is_accruing:
        raise errors.StillGrowing
    void = _voided(line)
    _take_back(line, line.covered - void, by)
    rest = line.rest
    if rest == 0:
        raise errors.AlreadyReversed
    amount = -rest if line.amount > 0 else rest
    entered = Entered(loan=line.loan, note=note, reverses=line)
    opposite = _enter(_holder(line), LineKind.REVERSAL, amount, entered, by)
    pair = (line.pk, opposite.pk) if line.amount < 0 else (opposite.pk, line.pk)
    _give([Share(*pair, rest)], [line, opposite])
    _record("account.reversed", opposite, by, reverses=line.pk)
    allocate(_holder(line))
    return opposite


def release(charge: AccountLine, *, by: Clerk) -> int:
    """Free the money that was paid for ``charge``, and say what is owed for it now. What was
    waived of it stays so.
    """
    given = charge.received.exclude(credit__kind__in=FORGIVING)
    _take_back(charge, sum(given.values_list("amount", flat=True)), by, forgiving=False)
    return charge.rest


def allocate(member_id: UUID) -> None:
    """Give what the member has to their credit to what they owe, the oldest first."""
    lines = AccountLine.objects.filter(member=member_id)
    unspent = list(lines.unspent())
    if not unspent:
        return
    charges = list(lines.outstanding())
    shares = ledger.shared_out(_entries(charges), _entries(unspent))
    _give(shares, [*charges, *unspent])


def _entries(lines: Iterable[AccountLine]) -> list[Entry]:
    return [Entry(line.pk, line.rest) for line in lines]


def _enter(
    member_id: UUID, kind: LineKind, amount: int, entered: Entered, by: Clerk
) -> AccountLine:
    return AccountLine.objects.create(
        member_id=member_id,
        kind=kind,
        amount=amount,
        at=by.now,
        actor=by.actor,
        interface=by.interface,
        **(vars(entered) | {"branch": entered.branch or by.branch}),
    )


def _give(shares: Iterable[Share], lines: Iterable[AccountLine]) -> None:
    """Write ``shares`` between ``lines``; what each has given or received is kept true on it."""
    shares, of = list(shares), {line.pk: line for line in lines}
    given = Allocation.objects.filter(credit__in={share.credit for share in shares})
    known = {(each.credit_id, each.charge_id): each for each in given}
    for share in shares:
        each = known.get((share.credit, share.charge)) or Allocation(
            credit_id=share.credit, charge_id=share.charge, amount=0
        )
        each.amount += share.amount
        each.save()
        for pk in (share.credit, share.charge):
            of[pk].covered += share.amount
    touched = {pk for share in shares for pk in (share.credit, share.charge)}
    AccountLine.objects.bulk_update([of[pk] for pk in touched], ["covered"])


def _take_back(line: AccountLine, amount: int, by: Clerk, *, forgiving: bool = True) -> None:
    """Undo ``amount`` of what ``line`` has been given, or has given: what was waived before what
    was paid. With ``forgiving`` false, what was waived stays.
    """
    for part, each in _parts(line, amount, forgiving=forgiving):
        each.amount -= part
        if each.amount:
            each.save(update_fields=["amount"])
        else:
            each.delete()
        other = each.credit if line.amount > 0 else each.charge
        for changed in (line, other):
            changed.covered -= part
            changed.save(update_fields=["covered"])
        if other.kind in FORGIVING:
            _void(other, part, by)


def _parts(line: AccountLine, amount: int, *, forgiving: bool) -> list[tuple[int, Allocation]]:
    """Which allocations of ``line`` are undone, and by how much."""
    rows = (
        line.received.select_related("credit")
        if line.amount > 0
        else line.given.select_related("credit", "charge").exclude(charge__kind=LineKind.REVERSAL)
    )
    rows = rows if forgiving else rows.exclude(credit__kind__in=FORGIVING)
    parts = []
    for each in sorted(rows, key=_waived_first):
        part = min(amount, each.amount)
        if part:
            parts.append((part, each))
        amount -= part
    return parts


def _waived_first(given: Allocation) -> tuple[bool, int]:
    return given.credit.kind not in FORGIVING, -given.pk.int


def _void(credit: AccountLine, amount: int, by: Clerk) -> None:
    """Take back ``amount`` of a waiver whose charge is no longer: it was never money."""
    entered = Entered(loan=credit.loan)
    line = _enter(_holder(credit), LineKind.REVERSAL, amount, entered, by)
    _give([Share(credit.pk, line.pk, amount)], [credit, line])
    _record("account.reversed", line, by, reverses=credit.pk)


def _voided(line: AccountLine) -> int:
    """How much of a credit has been taken back already."""
    if line.amount > 0:
        return 0
    back = line.given.filter(charge__kind=LineKind.REVERSAL)
    return sum(back.values_list("amount", flat=True))


def _holder(line: AccountLine) -> UUID:
    """Whose line it is. Raises ``UnknownLine`` when the member has been forgotten."""
    if line.member_id is None:
        raise errors.UnknownLine
    return line.member_id


def _record(action: str, line: AccountLine, by: Clerk, **more: Any) -> None:
    data: Mapping[str, Any] = {"line": line.pk, "kind": line.kind, "amount": line.amount, **more}
    audit.record(
        action,
        actor=by.actor,
        now=by.now,
        interface=by.interface,
        member_id=line.member_id,
        loan_id=line.loan_id,
        **data,
    )
