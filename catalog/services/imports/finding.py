"""What the books of an import are found by, written with them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final
from uuid import UUID

from catalog.models import Book
from catalog.models.imports import Verdict
from catalog.search import filling, index
from catalog.services.imports import findable
from catalog.services.imports.deciding import Decision
from catalog.services.imports.noting import Result

Pairs = Sequence[tuple[Decision, Result]]
Codes = Mapping[UUID, str]
MANY: Final = 300
"""New books of a chunk from which on their words are counted at the end, for all at once."""


def add(pairs: Pairs, branches: Codes, types: Codes, copies_each: int) -> None:
    """Write what the new books are found by, with the copies they are about to have."""
    new = [pair for pair in pairs if pair[0].verdict == Verdict.NEW]
    if len(new) < MANY:
        index.write(*_anew(new, _more(pairs), branches, types))
        return
    more = _more(pairs)
    finished, others = [], []
    for pair in new:
        decision, result = pair
        book_id, entry = result.book_id, decision.ready.entry
        asked = findable.copies(decision.draft, copies_each)
        if (
            book_id is None
            or entry is None
            or len(asked) != len(decision.copies)
            or result.found_by
            or result.book_id in more
        ):
            others.append(pair)
        else:
            finished.append((book_id, entry))
    filling.fill(finished)
    index.write_many(_anew(others, more, branches, types), are_new=True)


def _more(pairs: Pairs) -> Mapping[UUID | None, Sequence[Decision]]:
    """The records of the chunk that add copies to a book, by the book."""
    found = defaultdict(list)
    for decision, result in pairs:
        if decision.copies and decision.verdict != Verdict.NEW:
            found[result.book_id].append(decision)
    return found


def _anew(
    new: Pairs, more: Mapping[UUID | None, Sequence[Decision]], branches: Codes, types: Codes
) -> Iterator[index.Source]:
    """What these books are found by, with the copies that later records add to them."""
    for decision, result in new:
        assert result.book_id is not None  # noqa: S101 - it is new and has got its id
        all_of_it = [decision, *more.get(result.book_id, ())]
        held = [each for one in all_of_it for each in _held(one, branches, types)]
        yield replace(findable.source(decision.draft, result.book_id, held), **result.found_by)


def renew(pairs: Pairs) -> None:
    """Write what books are found by that were there and have more copies now."""
    changed = {
        result.book_id
        for decision, result in pairs
        if decision.copies and decision.verdict != Verdict.NEW
    }
    for book in Book.objects.filter(pk__among=list(changed)).order_by("pk"):
        index.put(book)


def _held(decision: Decision, branches: Codes, types: Codes) -> Iterator[index.Held]:
    for plan in decision.copies:
        branch, kind = branches[plan.branch], types[plan.copy_type]
        yield index.Held(branch, kind, plan.draft.call_number)
