from datetime import UTC, datetime
from typing import Any

import factory

from accounts.models.audit import Interface
from loans.models import Loan, Policy
from tests.factories.catalog import BranchFactory, CopyFactory
from tests.factories.members import MemberFactory


class PolicyFactory(factory.django.DjangoModelFactory[Policy]):
    class Meta:
        model = Policy

    name = factory.Sequence(lambda n: f"Policy {n}")


class LoanFactory(factory.django.DjangoModelFactory[Loan]):
    """An open loan; with ``returned_at=`` a past one. The copy's column is kept true to it."""

    class Meta:
        model = Loan
        skip_postgeneration_save = True

    copy = factory.SubFactory(CopyFactory)
    member = factory.SubFactory(MemberFactory)
    member_category = factory.SelfAttribute("member.category")
    branch = factory.SubFactory(BranchFactory)
    interface = Interface.DESK
    loaned_at = datetime(2026, 5, 6, 9, 0, tzinfo=UTC)
    due_at = datetime(2026, 5, 20, 21, 59, 59, tzinfo=UTC)
    recorded_at = factory.SelfAttribute("returned_at")
    returned_at = None

    @factory.post_generation
    def moved(self: Any, create: bool, given: bool | None, **_: Any) -> None:
        self.copy.is_on_loan = self.is_open
        self.copy.save(update_fields=["is_on_loan"])
