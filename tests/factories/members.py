from datetime import UTC, date, datetime

import factory

from core import text
from members.domain import cards
from members.models import Category, Member
from tests.factories.accounts import UserFactory


class CategoryFactory(factory.django.DjangoModelFactory[Category]):
    class Meta:
        model = Category
        django_get_or_create = ("code",)

    code = "adult"
    name = "Adult"


class MemberFactory(factory.django.DjangoModelFactory[Member]):
    class Meta:
        model = Member

    user = factory.SubFactory(UserFactory)
    name = factory.Sequence(lambda n: f"Member {n}")
    sort_name = factory.LazyAttribute(lambda o: text.folded(o.name))
    search_name = factory.LazyAttribute(lambda o: f" {text.folded(o.name)} ")
    card_number = factory.Sequence(lambda n: cards.numbered(9, n + 1))
    category = factory.SubFactory(CategoryFactory)
    expires_on = date(2027, 12, 31)
    created_at = datetime(2026, 1, 1, tzinfo=UTC)
