"""What follows when a merge of two records is undone: holds. Loans go with their copies."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import User
from catalog.errors import MergeStands
from catalog.models import Book, Copy
from loans.models import Hold, HoldState
from loans.services import queues
from loans.services.by import By


def give_back(
    gone: Book, kept: Book, before: Mapping[str, Any], actor: User, now: datetime, interface: str
) -> None:
    """Holds that had moved to ``kept`` are holds on ``gone`` again; both queues keep their order.
    Those placed since stay, but for holds on a copy that goes back.

    Whoever had waited for both waits for both again. Raises ``MergeStands`` where a copy of one is
    set aside for a member who waits for the other. Called by ``catalog.services.partings``.
    """
    moved = {UUID(each) for each in before["holds"]}
    going = set(Copy.objects.filter(book=gone).values_list("pk", flat=True))
    rows = list(Hold.objects.filter(book=kept).select_related("captured_copy"))
    _demand_nobody_robbed(rows, moved, going)
    back = [hold.pk for hold in rows if _goes_back(hold, moved, going)]
    queue = list(Hold.objects.queue_of(kept.pk))
    Hold.objects.filter(pk__in=back).exclude(state=HoldState.QUEUED).update(book=gone)
    for book in (gone, kept):
        of_book = [hold for hold in queue if (hold.pk in back) == (book == gone)]
        for place, hold in enumerate(of_book, start=1):
            Hold.objects.filter(pk=hold.pk).update(book=book, position=place)
    by = By(actor, now, interface)
    ended = Hold.objects.filter(pk__in=before["holds_ended"], state=HoldState.CANCELLED)
    for hold in ended.exclude(member=None).order_by("placed_at", "pk"):
        _revive(hold, gone if hold.pk in moved else kept, by)


def _demand_nobody_robbed(holds: Iterable[Hold], moved: set[UUID], going: set[UUID]) -> None:
    """Whether each copy that is set aside goes where its hold goes. Raises ``MergeStands``."""
    for hold in holds:
        if not hold.is_captured or hold.captured_copy is None or hold.copy_id is not None:
            continue
        if (hold.pk in moved) != (hold.captured_copy_id in going):
            words = _("The copy %(barcode)s is set aside for a member who waits for the other.")
            raise MergeStands(reason=words % {"barcode": hold.captured_copy.barcode})


def _goes_back(hold: Hold, moved: set[UUID], going: set[UUID]) -> bool:
    """A hold on a copy goes with it, and so does one that has had a copy; any other goes back when
    it had come.
    """
    bound_to = hold.copy_id or hold.captured_copy_id
    return bound_to in going if bound_to else hold.pk in moved


def _revive(hold: Hold, book: Book, by: By) -> None:
    """Let a hold go on that had ended because its member waited for both, at the place that its
    age gives it; nothing where the member waits for the book already.
    """
    others = Hold.objects.active().filter(member=hold.member_id, book=book)
    if others.filter(copy=hold.copy_id).exists():
        return
    hold.book = book
    older = Hold.objects.queue_of(book.pk).filter(placed_at__lte=hold.placed_at).count()
    hold.save(update_fields=["book"])
    queues.enter(hold, older + 1, ended_at=None)
    by.note_hold("hold.revived", hold)
