"""Whose a loan or a hold is."""

from uuid import UUID

from loans.models import Hold, Loan


def loan(loan_id: UUID) -> UUID | None:
    """The member of a loan; nobody once that is forgotten, or where there is no such loan."""
    return Loan.objects.filter(pk=loan_id).order_by().values_list("member_id", flat=True).first()


def hold(hold_id: UUID) -> UUID | None:
    """As ``loan``, of a hold."""
    return Hold.objects.filter(pk=hold_id).order_by().values_list("member_id", flat=True).first()
