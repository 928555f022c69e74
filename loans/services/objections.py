"""What loans have to say when something below them is to go."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from accounts.models import User
from catalog.errors import BookIsHeld, CopyIsHeld
from catalog.models import Book, Copy
from core import money
from loans.errors import HasCredit, HasDebt, HasHoldsOnShelf
from loans.models import AccountLine, Hold, Loan
from loans.services import deeds, holds, ledger
from loans.services.by import By
from members import errors
from members.models import Member


def open_loans(member: Member) -> None:
    """A member leaves when all is back. Raises ``HasOpenLoans``."""
    out = Loan.objects.of_member(member.pk).open().order_by("due_at", "id")
    titles = list(out.values_list("copy__book__title", flat=True))
    if titles:
        raise errors.HasOpenLoans(count=len(titles)).having(_named("open_loan", titles))


def holds_on_shelf(member: Member) -> None:
    """A member leaves when nothing is set aside for them: a copy stands on a shelf, or travels.
    Raises ``HasHoldsOnShelf``.
    """
    held = Hold.objects.captured().filter(member=member).order_by("placed_at", "id")
    titles = list(held.values_list("book__title", flat=True))
    if titles:
        raise HasHoldsOnShelf(count=len(titles)).having(_named("hold_on_shelf", titles))


def open_account(member: Member) -> None:
    """A member leaves when nothing is owed on either side. Raises ``HasDebt``, ``HasCredit``."""
    owed = ledger.balance(member.pk)
    if owed > 0:
        raise HasDebt(owed=money.words(owed))
    if owed < 0:
        raise HasCredit(credit=money.words(-owed))


def holds_of_book(book: Book) -> None:
    """A book goes when nobody waits for it. Raises ``BookIsHeld``."""
    count = Hold.objects.active().filter(book=book).count()
    if count:
        raise BookIsHeld(count=count)


def holds_of_copy(copy: Copy) -> None:
    """A copy goes when it is set aside for nobody, and those who wait could have another. Raises
    ``CopyIsHeld``.
    """
    active = Hold.objects.active().filter(book=copy.book_id)
    is_wanted = (active.filter(copy=copy) | active.captured().filter(captured_copy=copy)).exists()
    if is_wanted or (active.filter(copy=None).exists() and not _others_of(copy)):
        raise CopyIsHeld


def in_use(book_ids: Collection[UUID], copy_ids: Collection[UUID]) -> dict[UUID, str]:
    """Which of these books and copies someone has ever waited for or borrowed, and which of the
    two: an import is not taken back from under them.
    """
    held = Hold.objects.filter(book__id__among=list(book_ids))
    of_copy = Hold.objects.filter(copy__id__among=list(copy_ids))
    captured = Hold.objects.filter(captured_copy__id__among=list(copy_ids))
    lent = Loan.objects.filter(copy__id__among=list(copy_ids))
    return {
        **dict.fromkeys(held.order_by().values_list("book_id", flat=True), "held"),
        **dict.fromkeys(of_copy.order_by().values_list("copy_id", flat=True), "held"),
        **dict.fromkeys(captured.order_by().values_list("captured_copy_id", flat=True), "held"),
        **dict.fromkeys(lent.order_by().values_list("copy_id", flat=True), "lent"),
    }


def waited_for(book_ids: Collection[UUID]) -> set[UUID]:
    """Which of these books members wait for now, whichever copy of them it will be."""
    active = Hold.objects.active().filter(book__id__among=list(book_ids), copy=None)
    return set(active.order_by().values_list("book_id", flat=True))


def have_used(member_ids: Collection[UUID]) -> set[UUID]:
    """Which of these members have ever borrowed, waited for or owed something: an import that made
    them is not taken back.
    """
    return {
        member_id
        for model in (Loan, Hold, AccountLine)
        for member_id in model._default_manager.filter(member__id__among=list(member_ids))
        .order_by()
        .values_list("member_id", flat=True)
    }


def end_holds(member: Member, actor: User | None, now: datetime, interface: str) -> None:
    """The holds of a member who leaves end with them."""
    holds.say_farewell(member, by=By(actor, now, interface))


def blank_remarks(member: Member, actor: User | None, now: datetime, interface: str) -> None:
    """The lines of whoever leaves stay in the books, without what was remarked on the person."""
    AccountLine.objects.filter(member=member).update(note="")


def forget_deeds(member: Member, actor: User | None, now: datetime, interface: str) -> None:
    """What was noted to undo deeds by would name whoever leaves."""
    deeds.forget_member(member)


def _others_of(copy: Copy) -> bool:
    """Whether there is another copy of the book that one can wait for."""
    return Copy.objects.holdable().filter(book=copy.book_id).exclude(pk=copy.pk).exists()


def _named(code: str, titles: Sequence[str]) -> list[dict[str, str]]:
    """What stands in the way, one by one."""
    return [{"code": code, "kind": "refusal", "message": title} for title in titles]
