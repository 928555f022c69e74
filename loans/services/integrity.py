"""The laws that hold between rows, asked of the database one by one (the rules, section 10).

Constraints and locks keep them; here it is proved. Each question is one statement over an index or
one pass over a table, and names the first rows that break its law. Seals of the trail and
entries of the search take longer to look at: of these, some have their turn each night.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import AuditEntry
from accounts.services import seals
from catalog.models import Book, Copy
from catalog.search import rebuild
from core import clock
from loans.models import Hold, HoldState, Loan, Transfer
from loans.selectors import accounts

MOST: Final = 20
Rows = QuerySet[Any, Any]
Named = Sequence[tuple[UUID | int, Any]]
"""Rows that break a law, each by its id and what it is called."""


@dataclass(frozen=True)
class Check:
    """A law: its code, the rows that break it (as id and name), and what is said of one."""

    code: str
    sentence: str | Promise
    broken: Callable[[datetime], Rows | Named]


@dataclass(frozen=True)
class Fault:
    """A row that breaks a law, and a sentence that names it."""

    row: UUID | int
    sentence: str


@dataclass(frozen=True)
class Found:
    """What became of one check; ``has_more`` when there are more faults than are told."""

    check: Check
    faults: Sequence[Fault]
    has_more: bool


def faults(now: datetime) -> Iterator[Found]:
    """The outcome of every check, each in one statement."""
    return (faults_of(check, now) for check in CHECKS)


def faults_of(check: Check, now: datetime) -> Found:
    """The outcome of one check."""
    rows = list(check.broken(now)[: MOST + 1])
    told = [Fault(row, str(check.sentence) % {"id": row, "name": name}) for row, name in rows]
    return Found(check, told[:MOST], len(rows) > MOST)


def _copies_without(column: str, rows: Rows) -> Callable[[datetime], Rows]:
    """Copies whose ``column`` says yes, without one of ``rows`` that makes it so."""
    marked = Copy.objects.filter(**{column: True})
    return lambda _now: marked.filter(~Exists(rows)).order_by().values_list("id", "barcode")


def _unmarked(rows: Rows, copy: str, column: str) -> Callable[[datetime], Rows]:
    """``rows`` whose ``copy`` says no in ``column``."""
    wrong = rows.filter(**{f"{copy}__{column}": False})
    return lambda _now: wrong.order_by().values_list("id", f"{copy}__barcode")


def _twice(rows: Rows, copy: str) -> Callable[[datetime], Rows]:
    """Copies that more than one of ``rows`` is for."""
    counted = rows.order_by().values(copy).annotate(rows=Count("pk")).filter(rows__gt=1)
    return lambda _now: counted.values_list(copy, f"{copy}__barcode")


def _thin_queues(_now: datetime) -> Rows:
    queued = Hold.objects.filter(state=HoldState.QUEUED).order_by().values("book")
    places = queued.annotate(
        n=Count("pk"), different=Count("position", distinct=True), last=Max("position")
    )
    return places.filter(~Q(n=F("last")) | ~Q(n=F("different"))).values_list("book", "book__title")


def _miscounted(_now: datetime) -> Rows:
    return accounts.miscounted().order_by().values_list("id", "member__card_number")


def _due_too_early(_now: datetime) -> Rows:
    return Loan.objects.filter(due_at__lt=F("loaned_at")).order_by().values_list("id", "due_at")


def _withdrawn(_now: datetime) -> Rows:
    gone = Loan.objects.open().filter(copy__withdrawn_at__isnull=False)
    return gone.order_by().values_list("id", "copy__barcode")


def _left_on_shelf(now: datetime) -> Rows:
    late = Hold.objects.past_expiry(clock.day(now) - timedelta(days=2))
    return late.order_by().values_list("id", "captured_copy__barcode")


def _captured_on_loan(_now: datetime) -> Rows:
    lent = Hold.objects.captured().filter(
        Exists(Loan.objects.open().filter(copy=OuterRef("captured_copy")))
    )
    return lent.order_by().values_list("id", "captured_copy__barcode")


def _not_to_be_found(_now: datetime) -> Rows:
    return rebuild.missing().order_by().values_list("id", "title")


def _found_in_vain(_now: datetime) -> Rows:
    return rebuild.needless().order_by().values_list("book_id", "title")


def _found_by_other_words(now: datetime) -> Rows:
    wrong = list(islice(rebuild.outdated_in_turn(clock.day(now)), MOST + 1))
    return Book.objects.filter(pk__in=wrong).order_by().values_list("id", "title")


def _waited_for_in_vain(_now: datetime) -> Rows:
    """A copy that is lost or missing may turn up; one that was withdrawn fills no hold."""
    left = Copy.objects.current().filter(book=OuterRef("book"))
    in_vain = Q(copy=None) & ~Exists(left) | Q(copy__withdrawn_at__isnull=False)
    queued = Hold.objects.filter(in_vain, state=HoldState.QUEUED)
    return queued.order_by().values_list("id", "book__title")


def _untold(_now: datetime) -> Rows:
    told = AuditEntry.objects.filter(loan_id=OuterRef("pk"), action="loan.checked_out")
    return Loan.objects.filter(~Exists(told)).order_by().values_list("id", "loaned_at")


def _touched(now: datetime) -> Named:
    return [(seal.number, seal.why) for seal in seals.broken(now=now)]


_OPEN_LOAN: Final = Loan.objects.open().filter(copy=OuterRef("pk"))
_WAITING: Final = Hold.objects.on_shelf().filter(captured_copy=OuterRef("pk"))
_TRAVELS: Final = Transfer.objects.open().filter(copy=OuterRef("pk"))
_COMING: Final = Hold.objects.filter(state=HoldState.IN_TRANSIT)

CHECKS: Final = (
    Check(
        "one_open_loan_per_copy",
        _("Copy %(name)s is on more than one open loan."),
        _twice(Loan.objects.open(), "copy"),
    ),
    Check(
        "copy_on_loan_has_a_loan",
        _("Copy %(name)s counts as on loan, but has no open loan."),
        _copies_without("is_on_loan", _OPEN_LOAN),
    ),
    Check(
        "loan_marks_its_copy",
        _("Loan %(id)s is open, but its copy %(name)s does not count as on loan."),
        _unmarked(Loan.objects.open(), "copy", "is_on_loan"),
    ),
    Check(
        "copy_on_shelf_has_a_hold",
        _("Copy %(name)s counts as on the hold shelf, but no hold waits for it there."),
        _copies_without("on_hold_shelf", _WAITING),
    ),
    Check(
        "hold_marks_its_copy",
        _("Hold %(id)s is ready, but its copy %(name)s does not count as on the hold shelf."),
        _unmarked(Hold.objects.on_shelf(), "captured_copy", "on_hold_shelf"),
    ),
    Check(
        "copy_in_transit_has_a_transfer",
        _("Copy %(name)s counts as on its way, but has no open transfer."),
        _copies_without("in_transit", _TRAVELS),
    ),
    Check(
        "transfer_marks_its_copy",
        _("Transfer %(id)s is open, but its copy %(name)s does not count as on its way."),
        _unmarked(Transfer.objects.open(), "copy", "in_transit"),
    ),
    Check(
        "coming_hold_marks_its_copy",
        _("Hold %(id)s is on its way, but its copy %(name)s does not count as such."),
        _unmarked(_COMING, "captured_copy", "in_transit"),
    ),
    Check(
        "one_captured_hold_per_copy",
        _("Copy %(name)s is set aside for more than one hold."),
        _twice(Hold.objects.captured(), "captured_copy"),
    ),
    Check(
        "captured_copy_not_on_loan",
        _("Hold %(id)s has copy %(name)s set aside, which is on loan."),
        _captured_on_loan,
    ),
    Check(
        "dense_queues",
        _("The queue for “%(name)s” (book %(id)s) does not count from 1 without a gap."),
        _thin_queues,
    ),
    Check(
        "hold_has_a_copy",
        _("Hold %(id)s waits for “%(name)s”, of which there is no copy left."),
        _waited_for_in_vain,
    ),
    Check(
        "balances_are_sums",
        _("Account line %(id)s (card %(name)s) is not covered by just its allocations."),
        _miscounted,
    ),
    Check(
        "due_after_it_began",
        _("Loan %(id)s is due before it began, on %(name)s."),
        _due_too_early,
    ),
    Check(
        "withdrawn_not_on_loan",
        _("Loan %(id)s is open, but its copy %(name)s has been withdrawn."),
        _withdrawn,
    ),
    Check(
        "shelf_is_cleared",
        _("Hold %(id)s (copy %(name)s) should have ended: its last day is long past."),
        _left_on_shelf,
    ),
    Check(
        "books_can_be_found",
        _("Book %(id)s, “%(name)s”, cannot be found: it has no search entry."),
        _not_to_be_found,
    ),
    Check(
        "withdrawn_books_are_not_found",
        _("Book %(id)s, “%(name)s”, has been withdrawn and still has a search entry."),
        _found_in_vain,
    ),
    Check(
        "books_are_found_by_their_words",
        _("Book %(id)s, “%(name)s”, is found by other words than its record has."),
        _found_by_other_words,
    ),
    Check(
        "loans_are_in_the_trail",
        _("Loan %(id)s, made on %(name)s, is not in the audit trail."),
        _untold,
    ),
    Check(
        "trail_is_as_it_was_sealed",
        _("Seal %(id)s of the audit trail does not hold (%(name)s)."),
        _touched,
    ),
)
