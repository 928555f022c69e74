"""Holds as the pages show them: a member's own, those for a book, those at a branch."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count

from catalog.models import Branch
from core.ids import new_id
from loans.models import Hold, HoldState, Loan
from loans.models.hold import HoldQuerySet
from loans.selectors import holds_wait
from members.models import Member

MOST_OUT = 20
_FIRST_READY = {HoldState.WAITING: 0, HoldState.IN_TRANSIT: 1}


@dataclass(frozen=True)
class Outlook:
    """What a member, or anyone, may expect who would like a book: their own hold or loan, how many
    wait, and in how many days it could be their turn.
    """

    hold: Hold | None
    has_it: bool
    queue: int
    wait: int | None


def outlook(book_id: UUID, member: Member | None, pickup: Branch | None, now: datetime) -> Outlook:
    """How things stand between a member and a book that they might wait for at ``pickup``."""
    queue = Hold.objects.queue_of(book_id).count()
    if member is None or pickup is None:
        return Outlook(None, False, queue, None)
    own = _with_book().active().filter(book=book_id, member=member).first()
    has_it = Loan.objects.of_member(member.pk).open().filter(copy__book=book_id).exists()
    asked = own or Hold(
        id=new_id(),
        book_id=book_id,
        member=member,
        pickup_branch=pickup,
        position=queue + 1,
    )
    return Outlook(own, has_it, queue, holds_wait.in_days([asked], now=now).get(asked.pk))


def usual_pickup(member_id: UUID) -> Branch | None:
    """Where a member last wanted a hold, or else the first branch by name; nothing where the
    library has none.
    """
    own = Hold.objects.filter(member=member_id, pickup_branch__is_active=True)
    last = own.select_related("pickup_branch").order_by("-placed_at").first()
    return last.pickup_branch if last else Branch.objects.open().first()


def of_member(member_id: UUID) -> list[Hold]:
    """A member's holds that have not ended: what is ready first, then by the day they were
    placed.
    """
    rows = _with_book().active().filter(member=member_id).order_by("placed_at", "pk")
    return sorted(rows, key=lambda hold: _FIRST_READY.get(HoldState(hold.state), 2))


def of_book(book_id: UUID) -> list[Hold]:
    """Who waits for a book: those for whom a copy is set aside, then the queue."""
    rows = _with_book().active().filter(book=book_id).order_by("position", "captured_at")
    return sorted(rows, key=lambda hold: hold.position or 0)


def due_back(book_id: UUID) -> list[Loan]:
    """The copies of a book that are out, the first to come back first."""
    out = Loan.objects.in_use().filter(copy__book=book_id)
    return list(out.select_related("copy__branch", "branch").order_by("due_at", "id")[:MOST_OUT])


def lengths(holds: list[Hold]) -> dict[UUID, int]:
    """How long the queues are in which ``holds`` stand, by book."""
    books = {hold.book_id for hold in holds if hold.position}
    rows = Hold.objects.filter(book__in=books, state=HoldState.QUEUED).order_by().values("book")
    return {row["book"]: row["n"] for row in rows.annotate(n=Count("pk"))}


def on_shelf(branch: Branch) -> list[Hold]:
    """What stands on the hold shelf of ``branch``, in the order of the names on it."""
    rows = _with_book().on_shelf().filter(pickup_branch=branch)
    return list(rows.order_by("member__sort_name", "pk"))


def to_clear(branch: Branch) -> list[Hold]:
    """Holds that have ended, and whose copies still stand on the hold shelf of ``branch``."""
    rows = _with_book().cleared_from_shelf().filter(pickup_branch=branch)
    return list(rows.select_related("captured_copy__branch").order_by("ended_at", "pk"))


def on_the_way(branch: Branch) -> list[Hold]:
    """Holds whose copies are on their way to ``branch``."""
    rows = _with_book().filter(state=HoldState.IN_TRANSIT, pickup_branch=branch)
    return list(rows.order_by("captured_at", "pk"))


def next_of(holds: list[Hold]) -> dict[UUID, Hold]:
    """For whom the copies of ended ``holds`` are set aside now, by copy."""
    copies = [hold.captured_copy_id for hold in holds]
    rows = Hold.objects.captured().select_related("member", "pickup_branch")
    return {
        hold.captured_copy_id: hold
        for hold in rows.filter(captured_copy__in=copies)
        if hold.captured_copy_id
    }


def late_on_shelf(branch: Branch, now: datetime) -> int:
    """How many holds on the shelf of ``branch`` were not picked up in time."""
    today = now.astimezone(branch.zone).date()
    return Hold.objects.past_expiry(today).filter(pickup_branch=branch).count()


def ready_for(member_id: UUID) -> list[Hold]:
    """What a member can pick up, and where."""
    rows = _with_book().on_shelf().filter(member=member_id)
    return list(rows.order_by("expires_on", "pk"))


def _with_book() -> HoldQuerySet:
    rows = Hold.objects.select_related("book", "copy", "captured_copy", "member", "pickup_branch")
    found: HoldQuerySet = rows.prefetch_related("book__contributions__contributor")
    return found
