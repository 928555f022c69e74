"""Accounts: opening, changing, closing."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import password_validation
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from accounts import errors, roles
from accounts.domain import addresses, attempts
from accounts.models import User
from accounts.services import audit, limits, tokens
from core import db, letters


def open_account(
    *, email: str, name: str, password: str | None, now: datetime, language: str = ""
) -> User:
    """A new account. Without a password it can be entered after asking for one by e-mail only;
    without a ``language`` it is written to in the library's.

    Raises ``InvalidEmail``, ``EmailTaken`` and ``WeakPassword``.
    """
    user = User(email=_address(email), name=name, date_joined=now)
    user.language = language or user.language
    if User.objects.by_email(email).exists():
        raise errors.EmailTaken
    if password is not None:
        demand_strength(password, user)
    user.set_password(password)
    _save(user, force_insert=True)
    return user


def demand_strength(password: str, user: User | None = None) -> None:
    """Refuse a password that is too short, too common or too like its owner. Raises
    ``WeakPassword``.
    """
    try:
        password_validation.validate_password(password, user)
    except ValidationError as error:
        raise errors.WeakPassword(reasons=" ".join(error.messages)) from error


def demand_role(role: str) -> None:
    """Refuse a role that is none of ours. Raises ``UnknownRole``."""
    if role not in roles.ROLES:
        raise errors.UnknownRole(role=role, roles=", ".join(roles.ROLES))


def create_staff(
    *,
    email: str,
    name: str,
    password: str | None,
    role: str,
    actor: User | None,
    now: datetime,
    interface: str,
) -> User:
    """An account with one of the staff roles. ``actor`` is ``None`` for the operator's command.

    Raises ``UnknownRole``, ``InvalidEmail``, ``EmailTaken``, ``WeakPassword``.
    """
    demand_role(role)
    with transaction.atomic():
        user = open_account(email=email, name=name, password=password, now=now)
        user.groups.set([Group.objects.get(name=role)])
        user.is_staff = role == roles.ADMINISTRATOR
        user.email_verified_at = now  # whoever gives a role vouches for the address
        user.save(update_fields=["is_staff", "email_verified_at"])
        audit.record(
            "user.staff_created", actor=actor, now=now, interface=interface, user=user.pk, role=role
        )
    return user


def set_groups(
    user: User, *, groups: Iterable[Group], actor: User, now: datetime, interface: str
) -> None:
    """Give the account these roles and no others. Raises ``NotYourOwnAccount``: nobody raises
    themselves, and the last administrator cannot leave by mistake.
    """
    if user.pk == actor.pk:
        raise errors.NotYourOwnAccount
    wanted = sorted(groups, key=lambda group: group.name)
    names = [group.name for group in wanted]
    with transaction.atomic():
        locked = db.locked(User.objects.filter(pk=user.pk)).get()
        locked.groups.set(wanted)
        locked.is_staff = roles.ADMINISTRATOR in names
        locked.save(update_fields=["is_staff"])
        audit.record(
            "user.roles_set", actor=actor, now=now, interface=interface, user=user.pk, roles=names
        )


def mark_verified(user: User, *, now: datetime) -> bool:
    """Note that the address is shown to be its owner's; whether that is news.

    It must still be the address that ``user`` was read with: what was shown is that one.
    """
    shown = User.objects.filter(pk=user.pk, email=user.email, email_verified_at=None)
    return bool(shown.update(email_verified_at=now))


def change_email(user: User, *, email: str, name: str) -> None:
    """Give the account another address, which is then unverified, and name. ``user`` is brought up
    to date. Raises ``InvalidEmail``, ``EmailTaken``.
    """
    address = _address(email)
    if User.objects.by_email(email).exclude(pk=user.pk).exists():
        raise errors.EmailTaken
    with transaction.atomic():
        present = db.locked(User.objects.filter(pk=user.pk)).get()
        user.email_verified_at = present.email_verified_at if address == present.email else None
        user.email, user.name = address, name
        _save(user, update_fields=["email", "email_verified_at", "name"])


def choose_language(user: User, language: str) -> None:
    """Speak ``language``, one of ``settings.LANGUAGES``, to ``user`` from now on, in letters too.
    The trail keeps nothing of it.
    """
    user.language = language
    user.save(update_fields=["language"])


def correct(
    user: User,
    *,
    email: str,
    name: str,
    language: str,
    actor: User,
    now: datetime,
    interface: str,
) -> None:
    """An administrator, who vouches for the address, changes what is noted of an account.

    Raises ``InvalidEmail``, ``EmailTaken``.
    """
    with transaction.atomic():
        change_email(user, email=email, name=name)
        mark_verified(user, now=now)
        User.objects.filter(pk=user.pk).update(language=language)
        audit.record("user.corrected", actor=actor, now=now, interface=interface, user=user.pk)


def demand_password(user: User, password: str, *, now: datetime) -> None:
    """Ask whoever has signed in as ``user`` who they are, before what an open browser alone must
    not do. Call it outside a transaction. Raises ``PasswordNeeded``, ``NotThePassword``,
    ``TooMany``.
    """
    if not password:
        raise errors.PasswordNeeded
    if not _is_theirs(password, user, now=now):
        raise errors.NotThePassword


def _is_theirs(password: str, user: User, *, now: datetime) -> bool:
    """Whether this is the present password; a wrong one is counted. Raises ``TooMany``."""
    limits.hit(attempts.PASSWORD_BY_USER, str(user.pk), now=now)
    is_theirs = user.check_password(password)
    if is_theirs:
        limits.take_back(attempts.PASSWORD_BY_USER, str(user.pk), now=now)
    return is_theirs


def change_password(
    user: User, *, old_password: str, password: str, now: datetime, interface: str
) -> None:
    """A new password, by someone who knows the present one; every sign-in with that ends.

    Raises ``WrongPassword``, ``WeakPassword``, ``TooMany``.
    """
    if not _is_theirs(old_password, user, now=now):
        raise errors.WrongPassword
    if not replace_password(user, password=password, now=now, interface=interface):
        raise errors.WrongPassword


def replace_password(user: User, *, password: str, now: datetime, interface: str) -> bool:
    """Give the account a new password, end every sign-in with the old one, and tell the owner.

    Only if the account is still as ``user`` was read; whether it was. Of two at once one wins.
    Raises ``WeakPassword``.
    """
    demand_strength(password, user)
    had_one = user.has_usable_password()
    hashed = make_password(password)  # takes long, so it comes before anything is locked
    with transaction.atomic():
        as_read = User.objects.active().filter(pk=user.pk, email=user.email, password=user.password)
        if not as_read.update(password=hashed):
            return False
        user.password = hashed
        tokens.end_all(user, now=now)
        audit.record("user.password_set", actor=user, now=now, interface=interface, user=user.pk)
        if had_one:
            _tell_of_new_password(user)
    return True


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


def _tell_of_new_password(user: User) -> None:
    link = f"{settings.APP_BASE_URL}{reverse('accounts:password_reset')}"
    letters.send(
        "accounts/email/password_changed",
        to=user.email,
        language=user.language,
        context={"name": user.name, "link": link},
    )


def _address(email: str) -> str:
    """``email`` as it is kept. Raises ``InvalidEmail``."""
    address = addresses.normal(email)
    try:
        User._meta.get_field("email").clean(address, None)
    except ValidationError as error:
        raise errors.InvalidEmail(email=email) from error
    return address


def _save(user: User, **how: Any) -> None:
    """Save, with the unique address as the last word. Raises ``EmailTaken``."""
    with (
        db.refusing("accounts_user_email_key", "accounts_user.email", refusal=errors.EmailTaken),
        transaction.atomic(),
    ):
        user.save(**how)
