"""Accounts: opening, changing, closing."""

from datetime import datetime

from django.contrib.auth import password_validation
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts import errors, roles
from accounts.domain import addresses
from accounts.models import User
from accounts.services import audit, tokens
from core import db


def open_account(*, email: str, name: str, password: str | None, now: datetime) -> User:
    """A new account. Without a password it can be entered after asking for one by e-mail only.

    Raises ``EmailTaken`` and ``WeakPassword``.
    """
    user = User(email=addresses.normal(email), name=name, date_joined=now)
    if User.objects.by_email(email).exists():
        raise errors.EmailTaken
    if password is not None:
        demand_strength(password, user)
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError as error:
        if db.breaks(error, "accounts_user_email", "accounts_user.email"):
            raise errors.EmailTaken from error
        raise
    return user


def demand_strength(password: str, user: User | None = None) -> None:
    """Refuse a password that is too short, too common or too like its owner. Raises
    ``WeakPassword``.
    """
    try:
        password_validation.validate_password(password, user)
    except ValidationError as error:
        raise errors.WeakPassword(reasons=" ".join(error.messages)) from error


def create_staff(
    *, email: str, name: str, password: str, role: str, now: datetime, interface: str
) -> User:
    """An account with one of the staff roles. Raises ``UnknownRole``, ``EmailTaken``,
    ``WeakPassword``.
    """
    if role not in roles.ROLES:
        raise errors.UnknownRole(role=role, roles=", ".join(roles.ROLES))
    with transaction.atomic():
        user = open_account(email=email, name=name, password=password, now=now)
        user.groups.add(Group.objects.get(name=role))
        user.is_staff = role == roles.ADMINISTRATOR
        user.email_verified_at = now  # the operator vouches for it
        user.save(update_fields=["is_staff", "email_verified_at"])
        audit.record(
            "user.staff_created", actor=None, now=now, interface=interface, user=user.pk, role=role
        )
    return user


def mark_verified(user: User, *, now: datetime) -> bool:
    """Note that the address is shown to be its owner's; whether that is news."""
    return bool(
        User.objects.filter(pk=user.pk, email_verified_at=None).update(email_verified_at=now)
    )


def change_email(user: User, *, email: str, name: str) -> None:
    """Give the account another address, which is then unverified, and name. Raises
    ``EmailTaken``.
    """
    address = addresses.normal(email)
    if User.objects.by_email(email).exclude(pk=user.pk).exists():
        raise errors.EmailTaken
    if address != user.email:
        user.email, user.email_verified_at = address, None
    user.name = name
    try:
        with transaction.atomic():
            user.save(update_fields=["email", "email_verified_at", "name"])
    except IntegrityError as error:
        if db.breaks(error, "accounts_user_email", "accounts_user.email"):
            raise errors.EmailTaken from error
        raise


def set_password(user: User, *, password: str, now: datetime, interface: str) -> None:
    """Give the account a new password and end every device that signed in with the old one.

    Raises ``WeakPassword``.
    """
    demand_strength(password, user)
    with transaction.atomic():
        user.set_password(password)
        user.save(update_fields=["password"])
        tokens.end_all(user, now=now)
        audit.record("user.password_set", actor=user, now=now, interface=interface, user=user.pk)


def change_password(
    user: User, *, old_password: str, password: str, now: datetime, interface: str
) -> None:
    """As ``set_password``, by someone who knows the present one. Raises ``WrongPassword`` too."""
    if not user.check_password(old_password):
        raise errors.WrongPassword
    set_password(user, password=password, now=now, interface=interface)


def set_active(user: User, *, active: bool, actor: User, now: datetime, interface: str) -> None:
    """Let an account sign in or no longer; closing it ends its devices. Raises
    ``NotYourOwnAccount``.
    """
    if user.pk == actor.pk:
        raise errors.NotYourOwnAccount
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(is_active=active)
        if not active:
            tokens.end_all(user, now=now)
        deed = "user.opened" if active else "user.closed"
        audit.record(deed, actor=actor, now=now, interface=interface, user=user.pk)
