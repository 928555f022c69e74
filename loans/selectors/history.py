"""What a member has and had at home, for their own page and the staff's."""

from collections.abc import Sequence
from uuid import UUID

from core import keyset
from loans.models import Loan
from loans.selectors import records


def at_home(member_id: UUID) -> Sequence[Loan]:
    """Open loans with what a list shows of the books, earliest due first."""
    return list(Loan.objects.of_member(member_id).open().with_book().order_by("due_at", "id"))


def past(member_id: UUID, *, cursor: str, size: int) -> keyset.Page[Loan]:
    """A page of what has come back, last lent first. Raises ``BadCursor``."""
    rows = Loan.objects.of_member(member_id).exclude(returned_at=None)
    rows = rows.select_related("copy__book", "branch")
    return keyset.page(rows, order=records.ORDER, cursor=cursor, size=size)
