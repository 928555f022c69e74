"""What loans have to say when something below them is to go."""

from loans.models import Loan
from members import errors
from members.models import Member


def open_loans(member: Member) -> None:
    """A member leaves when all is back. Raises ``HasOpenLoans``."""
    count = Loan.objects.of_member(member.pk).open().count()
    if count:
        raise errors.HasOpenLoans(count=count)
