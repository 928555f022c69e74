from datetime import UTC, datetime
from typing import Any

import factory
from django.contrib.auth.models import Group

from accounts.models import User

PASSWORD = "a long enough passphrase"


class UserFactory(factory.django.DjangoModelFactory[User]):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    name = factory.Sequence(lambda n: f"Person {n}")
    date_joined = email_verified_at = datetime(2026, 1, 1, tzinfo=UTC)

    @factory.post_generation
    def password(self: Any, create: bool, given: str | None, **_: Any) -> None:
        self.set_password(given or PASSWORD)
        self.save(update_fields=["password"])

    @factory.post_generation
    def role(self: Any, create: bool, given: str | None, **_: Any) -> None:
        if given:
            self.groups.add(Group.objects.get(name=given))
