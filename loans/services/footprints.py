"""The rows that a desk deed may touch: looked at before and after, and put back when it is undone.

Whoever looks or puts back holds the locks of the deed: member, copy, loan, queue.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import JSONField, Model, Q, QuerySet

from catalog.models import Copy
from catalog.services import copies
from loans.domain import undo
from loans.domain.undo import Change, Values
from loans.models import AccountLine, Allocation, Hold, HoldState, Loan, Transfer
from loans.services import queues

Rows = dict[tuple[str, str], Values]

MODELS: Final[Mapping[str, type[Model]]] = {
    "copy": Copy,
    "loan": Loan,
    "hold": Hold,
    "transfer": Transfer,
    "line": AccountLine,
    "allocation": Allocation,
}
_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "copy": (
        *("is_on_loan", "on_hold_shelf", "in_transit", "last_seen_at"),
        *("lost_at", "missing_at", "damaged_at", "withdrawn_at", "note"),
    ),
    "loan": (
        *("member_id", "due_at", "due_steps", "renewals", "renewed_at", "policy_id"),
        *("policy_terms", "returned_at", "recorded_at", "returned_branch_id"),
        *("lost_at", "claimed_returned_at"),
    ),
    "hold": (
        *("member_id", "state", "position", "is_suspended", "suspended_until"),
        *("pickup_branch_id", "captured_copy_id", "captured_at", "waiting_since"),
        *("expires_on", "ended_at", "loan_id"),
    ),
    "transfer": ("to_branch_id", "hold_id", "ended_at", "has_arrived"),
    "line": tuple(
        field.attname for field in AccountLine._meta.concrete_fields if field.name != "id"
    ),
    "allocation": ("credit_id", "charge_id", "amount"),
}


@dataclass(frozen=True)
class Reach:
    """How far a deed may reach: a copy, its loan, the queue of a book, a member's account; and a
    ``spare`` copy, which was set aside for nothing.
    """

    copy: Copy | None = None
    spare: Copy | None = None
    loan: Loan | None = None
    queue_of: UUID | None = None
    account_of: UUID | None = None


def look(reach: Reach, seen: Rows | None = None) -> Rows:
    """The rows within ``reach`` as they are now. Those ``seen`` before are looked at again, where
    another look would not find them; holds that were not there then are no business of the deed.

    The copies and the loan are read off the instances, which the deed keeps true.
    """
    found: Rows = {}
    for table, row in (("copy", reach.copy), ("copy", reach.spare), ("loan", reach.loan)):
        if row is not None:
            found |= of_instance(table, row)
    if reach.queue_of:
        found |= _waiting(reach.queue_of, seen)
    for copy in filter(None, (reach.copy, reach.spare)):
        found |= _under_way(copy, _ids(seen or {}, "transfer"))
    if reach.account_of:
        found |= _of("line", AccountLine.objects.filter(member=reach.account_of))
        found |= _of("allocation", Allocation.objects.filter(charge__member=reach.account_of))
    return found


def _waiting(book_id: UUID, seen: Rows | None) -> Rows:
    if seen is None:
        return _of("hold", Hold.objects.active().filter(book=book_id))
    held = _ids(seen, "hold")
    return _of("hold", Hold.objects.filter(pk__in=held)) if held else {}


def _under_way(copy: Copy, seen: list[str]) -> Rows:
    if not seen and not copy.in_transit:
        return {}
    rows = Transfer.objects.filter(Q(pk__in=seen) | Q(copy=copy, ended_at=None))
    return _of("transfer", rows)


def again(changes: Sequence[Change]) -> Rows:
    """The rows that were changed, as they are now."""
    found: Rows = {}
    for table in dict.fromkeys(change.table for change in changes):
        ids = [change.id for change in changes if change.table == table]
        found |= _of(table, MODELS[table]._default_manager.filter(pk__in=ids))
    return found


def of_instance(table: str, row: Model) -> Rows:
    """One row that is at hand."""
    values = {name: _plain(row, name, getattr(row, name)) for name in _COLUMNS[table]}
    return {(table, str(row.pk)): values}


def put_back(changes: Sequence[Change]) -> None:
    """Make every row what it was before. All still are as the deed left them."""
    by_table: dict[str, list[Change]] = {table: [] for table in MODELS}
    for change in changes:
        by_table[change.table].append(change)
    _put_back_holds(by_table["hold"])
    _put_back_account(by_table["line"], by_table["allocation"])
    for change in sorted([*by_table["transfer"], *by_table["loan"]], key=_made_first):
        _put_back(change)
    for change in by_table["copy"]:
        copies.put_back(UUID(change.id), _values("copy", change.before or {}))


def _put_back_holds(changes: Sequence[Change]) -> None:
    """Who had left the queue stands in it again at the same place; those behind make room.

    First whoever came into it goes out again: places are counted without them. Who had no place
    comes last, those first for whom a copy is set aside now: it may have been another's.
    """
    known = Hold.objects.in_bulk([UUID(change.id) for change in changes])
    moved = [change for change in changes if undo.depends(change)]
    came = [change for change in moved if known[UUID(change.id)].position is not None]
    for change in came:
        hold = known[UUID(change.id)]
        if change.before is None:
            queues.leave(hold, state=HoldState.CANCELLED)
            hold.delete()
        else:
            _write_hold(hold, change.before, is_queued=change.before.get("state") is None)
    rest = [change for change in moved if change not in came and change.before]

    def turn(change: Change) -> tuple[int, bool]:
        place = (change.before or {}).get("position") or _LAST
        return place, not known[UUID(change.id)].is_captured

    for change in sorted(rest, key=turn):
        before = change.before or {}
        _write_hold(known[UUID(change.id)], before, is_queued=False)


def _write_hold(hold: Hold, before: Values, *, is_queued: bool) -> None:
    """Write what a hold was; ``is_queued`` says that it never left the queue."""
    columns = _values("hold", before)
    place = columns.pop("position", None)
    if is_queued:
        Hold.objects.filter(pk=hold.pk).update(**columns)
    elif place is not None:
        columns.pop("state", None)
        queues.enter(hold, place, **columns)
    else:
        queues.leave(hold, **columns)


def _put_back_account(lines: Sequence[Change], allocations: Sequence[Change]) -> None:
    """The ledger as it was: what the deed wrote goes, what it took away is there again."""
    for change in [each for each in allocations if each.before is None]:
        _put_back(change)
    for change in [each for each in lines if each.before is not None]:
        _put_back(change)
    for change in [each for each in allocations if each.before is not None]:
        _put_back(change)
    for change in [each for each in lines if each.before is None]:
        _put_back(change)


def _made_first(change: Change) -> bool:
    """What a deed made goes before what it ended is open again: there is room for one."""
    return change.before is not None


def _put_back(change: Change) -> None:
    model = MODELS[change.table]
    row = model._default_manager.filter(pk=change.id)
    if change.before is None:
        row.delete()
    elif change.after is None:
        model._default_manager.create(pk=UUID(change.id), **_values(change.table, change.before))
    else:
        row.update(**_values(change.table, change.before))


def _of(table: str, rows: QuerySet[Any]) -> Rows:
    names = _COLUMNS[table]
    found = rows.order_by().values("pk", *names)
    model = MODELS[table]
    return {
        (table, str(row["pk"])): {name: _plain(model, name, row[name]) for name in names}
        for row in found
    }


def _plain(model: Model | type[Model], name: str, value: Any) -> Any:
    if isinstance(model._meta.get_field(name), JSONField):
        return json.loads(json.dumps(value, cls=DjangoJSONEncoder))
    return undo.plain(value)


def _values(table: str, kept: Values) -> dict[str, Any]:
    """Kept values as the columns take them."""
    meta = MODELS[table]._meta
    return {name: meta.get_field(name).to_python(said) for name, said in kept.items()}  # type: ignore[union-attr]


def _ids(seen: Iterable[tuple[str, str]], table: str) -> list[str]:
    return [pk for named, pk in seen if named == table]


_LAST: Final = 2**31
