"""What loans have to say when something below them is to go."""

from datetime import datetime

from accounts.models import User
from catalog.errors import BookIsHeld, CopyIsHeld
from catalog.models import Book, Copy
from core import money
from loans.errors import HasCredit, HasDebt
from loans.models import AccountLine, Hold, Loan
from loans.services import holds, ledger
from loans.services.by import By
from members import errors
from members.models import Member


def open_loans(member: Member) -> None:
    """A member leaves when all is back. Raises ``HasOpenLoans``."""
    count = Loan.objects.of_member(member.pk).open().count()
    if count:
        raise errors.HasOpenLoans(count=count)


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


def end_holds(member: Member, actor: User | None, now: datetime, interface: str) -> None:
    """The holds of a member who leaves end with them."""
    holds.say_farewell(member, by=By(actor, now, interface))


def blank_remarks(member: Member, actor: User | None, now: datetime, interface: str) -> None:
    """The lines of whoever leaves stay in the books, without what was remarked on the person."""
    AccountLine.objects.filter(member=member).update(note="")


def _others_of(copy: Copy) -> bool:
    """Whether there is another copy of the book that one can wait for."""
    return Copy.objects.holdable().filter(book=copy.book_id).exclude(pk=copy.pk).exists()
