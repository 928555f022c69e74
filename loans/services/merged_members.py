"""What follows when two records of one member are merged: loans, holds, the account and saved
searches.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from accounts.models import User
from catalog.models import Book, Copy, SavedSearch
from core import db
from loans.models import AccountLine, Hold, HoldState, Loan
from loans.services import captures, deeds, ledger, merged_books
from loans.services.by import By
from members.services.merging import Merging


def follow(pair: Merging) -> Mapping[str, Any]:
    """Everything of the member who goes becomes the kept member's. Who waits for a book under both
    records waits once, where the better of the two holds stands.

    The members are locked; locks go on in the order of every deed: copies, loans, books. What was
    noted to undo deeds by speaks of the record that goes, and is forgotten: such a deed is undone
    no more. Called by ``members.services.merging``.
    """
    gone, kept = pair.gone.pk, pair.kept.pk
    by = By(pair.actor, pair.now, pair.interface)
    _lock([gone, kept])
    deeds.forget_member(pair.gone)
    moved = {
        "loans": _ids(Loan, gone),
        "holds": _ids(Hold, gone),
        "lines": _ids(AccountLine, gone),
        "owed": [ledger.balance(gone), ledger.balance(kept)],
    }
    ended = [each for same in _doubles([gone, kept]) for each in _settled(same, by)]
    for model in (Loan, Hold, AccountLine):
        model._default_manager.filter(member=gone).update(member=kept)
    ledger.allocate(kept)
    if pair.closes and pair.stays:
        _hand_over_searches(pair.closes, pair.stays)
    return moved | {"holds_ended": sorted(map(str, ended))}


def _lock(members: Sequence[UUID]) -> None:
    """The copies set aside for them, their open loans, and the books that they wait for."""
    active = Hold.objects.active().filter(member__in=members)
    copies = Copy.objects.filter(pk__in=active.values("captured_copy"))
    list(db.locked(copies).order_by("pk").values_list("pk"))
    out = Loan.objects.open().filter(member__in=members)
    list(db.locked(out).order_by("pk").values_list("pk"))
    books = Book.objects.filter(pk__in=active.values("book"))
    list(db.locked(books).order_by("pk").values_list("pk"))


def _ids(model: Any, member_id: UUID) -> list[str]:
    rows = model._default_manager.filter(member=member_id).order_by("pk")
    return [str(pk) for pk in rows.values_list("pk", flat=True)]


def _doubles(members: Sequence[UUID]) -> list[list[Hold]]:
    """The holds of both records on one book: those that a copy is set aside for first, then the
    oldest.
    """
    waiting = Hold.objects.active().filter(member__in=members)
    waiting = waiting.select_related("captured_copy__branch", "pickup_branch", "member", "book")
    of_book: dict[UUID, list[Hold]] = defaultdict(list)
    for hold in waiting.order_by("placed_at", "pk"):
        of_book[hold.book_id].append(hold)
    groups = [sorted(held, key=lambda hold: not hold.is_captured) for held in of_book.values()]
    return [held for held in groups if len({hold.member_id for hold in held}) > 1]


def _settled(holds: Sequence[Hold], by: By) -> list[UUID]:
    """End what is there twice: holds on one copy, then those on any copy; the ids of those."""
    ended, seen = [], set()
    for hold in holds:
        if hold.copy_id is None:
            continue
        if hold.copy_id in seen:
            hold.refresh_from_db(fields=["position"])
            captures.end(hold, HoldState.CANCELLED, by=by)
            ended.append(hold.pk)
        seen.add(hold.copy_id)
    return ended + merged_books.settled([each for each in holds if each.pk not in ended], by)


def _hand_over_searches(closes: User, stays: User) -> None:
    """Saved searches of the account that is closed; a name that is taken gets a number."""
    taken = set(SavedSearch.objects.filter(user=stays).values_list("name", flat=True))
    for search in SavedSearch.objects.filter(user=closes).order_by("pk"):
        name, number = search.name, 2
        while name in taken:
            name, number = f"{search.name[:90]} ({number})", number + 1
        taken.add(name)
        search.name, search.user = name, stays
        search.save(update_fields=["name", "user"])
