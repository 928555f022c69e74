from collections.abc import Iterator
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.domain import addresses
from core.ids import new_id


def library_language() -> str:
    """The language of whoever has not chosen one."""
    code: str = settings.LANGUAGE_CODE
    return code


class UserQuerySet(models.QuerySet["User"]):
    def active(self) -> Self:
        """Accounts that may sign in."""
        return self.filter(is_active=True)

    def by_email(self, email: str) -> Self:
        """The account with this address, in whatever case it is written."""
        return self.filter(email=addresses.normal(email))


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Django's sign-in machinery looks accounts up by their natural key."""

    def get_by_natural_key(self, username: str | None) -> "User":
        user: User = self.by_email(username or "").get()
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """Someone who signs in, member or staff. The one place where an e-mail address is kept."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = models.EmailField(_("e-mail address"), max_length=254, unique=True)
    name = models.CharField(_("name"), max_length=200)
    email_verified_at = models.DateTimeField(_("address verified at"), null=True, blank=True)
    language = models.CharField(_("language"), max_length=12, default=library_language)
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_staff = models.BooleanField(_("may enter the administration"), default=False)
    date_joined = models.DateTimeField(_("joined at"))
    # Every browser and device remembers the number it signed in under; the next number ends them.
    sign_in_era = models.PositiveIntegerField(_("era of sign-ins"), default=0, editable=False)

    objects: ClassVar[Any] = UserManager()

    EMAIL_FIELD = USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering: ClassVar = ["email"]
        permissions: ClassVar = [("administer", _("Can enter the administration"))]
        constraints: ClassVar = [
            # With the column unique, this makes it unique in every way of writing it.
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")), name="user_email_lower_case"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def is_verified(self) -> bool:
        """Whether this person has shown that the address is theirs."""
        return self.email_verified_at is not None

    def get_session_auth_hash(self) -> str:
        """What a browser's session must match to go on: the password, and the era of sign-ins."""
        return f"{super().get_session_auth_hash()}.{self.sign_in_era}"

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """As above, with the signing keys before the present one."""
        for made in super().get_session_auth_fallback_hash():
            yield f"{made}.{self.sign_in_era}"

    def get_short_name(self) -> str:
        """How the pages address this person."""
        return self.name or self.email
