from datetime import UTC, datetime

import factory

from accounts.models.audit import Interface
from loans.models import Hold
from tests.factories.catalog import BookFactory, BranchFactory
from tests.factories.members import MemberFactory


class HoldFactory(factory.django.DjangoModelFactory[Hold]):
    """A hold at the end of its book's queue."""

    class Meta:
        model = Hold

    book = factory.SubFactory(BookFactory)
    member = factory.SubFactory(MemberFactory)
    pickup_branch = factory.SubFactory(BranchFactory)
    position = factory.LazyAttribute(lambda o: Hold.objects.queue_of(o.book.pk).count() + 1)
    placed_at = datetime(2026, 5, 5, 9, 0, tzinfo=UTC)
    interface = Interface.PAGE
    pickup_days = 5
