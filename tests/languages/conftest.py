"""A member's library whose names and titles are all in Greek letters, so that any Latin word on its
pages is ours.
"""

from datetime import datetime, timedelta

import pytest
from django.db.models import Model

from accounts.models import User
from accounts.models.audit import Interface
from catalog.models import Branch, Copy, CopyType
from catalog.services import searches
from loans.models import Loan, Policy
from loans.services import payments, renewals
from loans.services.situation import Desk
from members.models import Category, Member
from tests.conftest import NOW
from tests.factories.catalog import BookFactory, CopyFactory
from tests.factories.holds import HoldFactory
from tests.factories.loans import LoanFactory

NAMED: tuple[type[Model], ...] = (Branch, CopyType, Category, Member, Policy, User)


@pytest.fixture
def things(harbour: Branch, ada: Member, ben: Member, leo: User) -> dict[str, str]:
    """What the addresses name: a book of which a copy is free and another waited for, and a loan, a
    hold, a receipt and a search of Ada's.
    """
    copy = _copy("Σιωπή", isbn="9780547773742")
    desk = Desk(leo, harbour, NOW, Interface.DESK)
    loan = _lent(ada, "Άνεμος", due_in=5)
    renewals.renew(loan.pk, desk=desk)
    _lent(ada, "Κύματα", due_in=-30)
    _lent(ada, "Ήλιος", due_in=-40, returned_at=NOW - timedelta(days=41))
    hold = HoldFactory(member=ada, book=_lent(ben, "Άμμος", due_in=5).copy.book)
    payments.charge(ada.pk, 100, "Σελίδα", desk=desk)
    paid = payments.pay(ada.pk, 50, "cash", desk=desk)
    assert ada.user
    search = searches.keep("Θάλασσα", "q=Σιωπή", actor=ada.user, now=NOW)
    for model in NAMED:
        for number, row in enumerate(model._default_manager.all()):
            model._default_manager.filter(pk=row.pk).update(name=f"Όνομα {number}")
    return {
        "<uuid:book_id>": str(copy.book_id),
        "<uuid:member_id>": str(ada.pk),
        "<uuid:loan_id>": str(loan.pk),
        "<uuid:hold_id>": str(hold.pk),
        "<uuid:line_id>": str(paid.pk),
        "<int:number>": str(paid.receipt),
        "<uuid:contributor_id>": str(copy.book.contributions.get().contributor_id),
        "<uuid:subject_id>": str(copy.book.subjects.get().pk),
        "<uuid:search_id>": str(search.pk),
        "<str:isbn>": "9780547773742",
        "<slug:code>": harbour.code,
        "<str:uidb64>": "MTI",
        "<str:token>": "set-of-nothing",
    }


def _copy(title: str, isbn: str = "") -> Copy:
    book = BookFactory(
        title=title,
        author="Σεφέρης, Γιώργος",
        subject="Θάλασσα",
        isbn=isbn,
        publisher="Εστία",
        year=1990,
        description="Θέμα",
    )
    copy: Copy = CopyFactory(book=book)
    return copy


def _lent(member: Member, title: str, due_in: int, returned_at: datetime | None = None) -> Loan:
    due_at = NOW + timedelta(days=due_in)
    loan: Loan = LoanFactory(
        copy=_copy(title),
        member=member,
        loaned_at=due_at - timedelta(days=14),
        due_at=due_at,
        returned_at=returned_at,
    )
    return loan
