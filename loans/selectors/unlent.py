"""What has never been lent."""

from django.db.models import Exists, OuterRef

from catalog.models.copy import CopyQuerySet
from loans.models import Loan


def never(copies: CopyQuerySet) -> CopyQuerySet:
    """Those of ``copies`` that nobody has borrowed yet."""
    return copies.filter(~Exists(Loan.objects.filter(copy=OuterRef("pk"))))
