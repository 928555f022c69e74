from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.db import connection

from accounts import errors
from accounts.domain import attempts
from accounts.models import AuditEntry, User
from accounts.models.audit import Interface
from accounts.services import tokens, users
from core.errors import TooMany
from tests.factories.accounts import PASSWORD, UserFactory

NEW = "another long passphrase"


@pytest.fixture
def ada_user(db: None) -> User:
    return UserFactory(email="ada@example.org", name="Ada Nowak", email_verified_at=None)


def opened(now: datetime, **facts: Any) -> User:
    told: dict[str, Any] = {"email": "eve@example.org", "name": "Eve", "password": NEW} | facts
    return users.open_account(now=now, **told)


# ------------------------------------------------------------------ opening


def test_an_account_is_opened_under_the_address_in_its_one_form(db: None, now: datetime) -> None:
    user = opened(now, email=" Eve@Example.ORG ")
    assert (user.email, user.date_joined, user.is_verified) == ("eve@example.org", now, False)
    assert user.check_password(NEW)
    assert (user.is_staff, user.is_superuser) == (False, False)


@pytest.mark.parametrize("email", ["ada@example.org", "ADA@Example.org", " ada@example.org"])
def test_an_address_has_one_account(ada_user: User, now: datetime, email: str) -> None:
    with pytest.raises(errors.EmailTaken):
        opened(now, email=email)
    assert User.objects.count() == 1


def test_of_two_who_come_at_once_the_database_refuses_the_second(
    ada_user: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if the first had committed after the second had looked."""
    monkeypatch.setattr(type(User.objects), "by_email", lambda *_: User.objects.none())
    with pytest.raises(errors.EmailTaken):
        opened(now, email="ada@example.org")
    with pytest.raises(errors.EmailTaken):
        users.change_email(UserFactory(), email="ada@example.org", name="Eve")


@pytest.mark.parametrize(
    "email", ["", "eve", "eve@", "@example.org", "a b@example.org", "eve@example.org\nBcc: x",
              f"{'x' * 250}@example.org", "eve\0@example.org"],
)  # fmt: skip
def test_what_is_no_address_is_refused(db: None, now: datetime, email: str) -> None:
    with pytest.raises(errors.InvalidEmail):
        opened(now, email=email)


@pytest.mark.parametrize(
    "password", ["", "short", "12345678901", "qwertyuiop", "eve@example.org", "Eve Adamson"]
)
def test_a_weak_password_is_refused_with_the_reason(db: None, now: datetime, password: str) -> None:
    with pytest.raises(errors.WeakPassword) as refusal:
        opened(now, name="Eve Adamson", password=password)
    assert str(refusal.value).endswith(".")
    assert not User.objects.exists()


def test_without_a_password_nobody_gets_in_but_by_a_letter(db: None, now: datetime) -> None:
    assert not opened(now, password=None).has_usable_password()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_many_who_want_one_address_at_once_one_gets_it(now: datetime) -> None:
    def attempt(number: int) -> bool:
        try:
            opened(now, email="EVE@example.org" if number % 2 else "eve@example.org")
        except errors.EmailTaken:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(attempt, range(8))).count(True) == 1


# ------------------------------------------------------------------ staff


@pytest.mark.parametrize(
    ("role", "administers"), [("volunteer", False), ("librarian", False), ("administrator", True)]
)
def test_staff_have_a_role_and_an_entry(
    db: None, now: datetime, role: str, administers: bool
) -> None:
    user = users.create_staff(
        email="eve@example.org", name="Eve", password=NEW, role=role, actor=None, now=now,
        interface=Interface.COMMAND,
    )  # fmt: skip
    user.refresh_from_db()
    assert [group.name for group in user.groups.all()] == [role]
    assert (user.is_staff, user.has_perm("accounts.administer")) == (administers, administers)
    assert user.is_verified
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.data["role"]) == ("user.staff_created", role)


def test_an_unknown_role_is_refused_with_those_there_are(db: None, now: datetime) -> None:
    with pytest.raises(errors.UnknownRole, match="volunteer, librarian, administrator"):
        users.create_staff(
            email="eve@example.org", name="Eve", password=NEW, role="boss", actor=None, now=now,
            interface=Interface.COMMAND,
        )  # fmt: skip
    assert not User.objects.exists()


def test_roles_are_given_and_taken(vera: User, alma: User, now: datetime) -> None:
    for role, administers in (("administrator", True), ("librarian", False)):
        groups = Group.objects.filter(name=role)
        users.set_groups(vera, groups=groups, actor=alma, now=now, interface=Interface.ADMIN)
        vera.refresh_from_db()
        assert list(vera.groups.all()) == list(groups)
        assert vera.is_staff == administers
    latest = AuditEntry.objects.first()
    assert latest
    assert (latest.action, latest.data["roles"]) == ("user.roles_set", ["librarian"])


def test_nobody_changes_their_own_roles_or_closes_their_own_account(
    alma: User, now: datetime
) -> None:
    with pytest.raises(errors.NotYourOwnAccount):
        users.set_groups(alma, groups=[], actor=alma, now=now, interface=Interface.ADMIN)
    with pytest.raises(errors.NotYourOwnAccount):
        users.set_active(alma, active=False, actor=alma, now=now, interface=Interface.ADMIN)
    assert alma.groups.count() == 1


# ------------------------------------------------------------------ addresses


def test_a_new_address_has_to_be_verified_again(ada_user: User, now: datetime) -> None:
    users.mark_verified(ada_user, now=now)
    ada_user.refresh_from_db()
    users.change_email(ada_user, email="New@example.org", name="Ada Marsh")
    ada_user.refresh_from_db()
    assert (ada_user.email, ada_user.name) == ("new@example.org", "Ada Marsh")
    assert not ada_user.is_verified


def test_the_same_address_stays_verified(ada_user: User, now: datetime) -> None:
    """Even when it was verified after the one who edits had read the account."""
    as_read = User.objects.get(pk=ada_user.pk)
    users.mark_verified(ada_user, now=now)
    users.change_email(as_read, email="ADA@example.org", name="Ada Marsh")
    ada_user.refresh_from_db()
    assert (ada_user.name, ada_user.email_verified_at) == ("Ada Marsh", now)
    assert as_read.email_verified_at == now


def test_an_address_that_was_changed_meanwhile_is_not_verified_by_the_old_one(
    ada_user: User, now: datetime
) -> None:
    as_read = User.objects.get(pk=ada_user.pk)
    users.change_email(ada_user, email="new@example.org", name="Ada")
    assert not users.mark_verified(as_read, now=now)
    ada_user.refresh_from_db()
    assert not ada_user.is_verified


def test_an_address_of_someone_else_cannot_be_taken(ada_user: User) -> None:
    other = UserFactory(email="ben@example.org")
    with pytest.raises(errors.EmailTaken):
        users.change_email(other, email="ADA@example.org", name="Ben")
    other.refresh_from_db()
    assert other.email == "ben@example.org"


def test_verifying_is_news_once(ada_user: User, now: datetime) -> None:
    assert users.mark_verified(ada_user, now=now)
    assert not users.mark_verified(ada_user, now=now)


# ------------------------------------------------------------------ passwords


def changed(user: User, now: datetime, old: str = PASSWORD, new: str = NEW) -> None:
    users.change_password(user, old_password=old, password=new, now=now, interface=Interface.PAGE)


def test_a_new_password_ends_every_device(ada_user: User, now: datetime) -> None:
    pair = tokens.issue(ada_user, now=now)
    changed(ada_user, now)
    ada_user.refresh_from_db()
    assert ada_user.check_password(NEW)
    with pytest.raises(errors.InvalidToken):
        tokens.refresh(pair.refresh_token, network="", now=now)
    assert AuditEntry.objects.get().action == "user.password_set"


def test_the_owner_is_told_of_a_new_password(ada_user: User, now: datetime, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    changed(ada_user, now)
    (letter,) = mail.outbox
    assert letter.to == ["ada@example.org"]
    assert letter.subject == "Your password for The Library was changed"
    assert "http://testserver/password/reset" in str(letter.body)
    assert NEW not in letter.message().as_string()


def test_nobody_is_told_of_a_first_password(db: None, now: datetime, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    user = opened(now, password=None)
    assert users.replace_password(user, password=NEW, now=now, interface=Interface.PAGE)
    assert mail.outbox == []


def test_the_present_password_must_be_known(ada_user: User, now: datetime) -> None:
    with pytest.raises(errors.WrongPassword):
        changed(ada_user, now, old="a wrong guess")
    assert not AuditEntry.objects.exists()


def test_the_present_password_cannot_be_guessed_without_end(ada_user: User, now: datetime) -> None:
    for _ in range(attempts.PASSWORD_BY_USER.most):
        with pytest.raises(errors.WrongPassword):
            changed(ada_user, now, old="a wrong guess")
    with pytest.raises(TooMany):
        changed(ada_user, now)


def test_a_weak_new_password_changes_nothing(ada_user: User, now: datetime) -> None:
    pair = tokens.issue(ada_user, now=now)
    with pytest.raises(errors.WeakPassword):
        changed(ada_user, now, new="short")
    tokens.refresh(pair.refresh_token, network="", now=now)
    assert User.objects.get(pk=ada_user.pk).check_password(PASSWORD)


def test_of_two_new_passwords_at_once_the_first_stays(ada_user: User, now: datetime) -> None:
    as_read = User.objects.get(pk=ada_user.pk)
    changed(ada_user, now)
    with pytest.raises(errors.WrongPassword):
        changed(as_read, now, new="a third and longer phrase")
    assert User.objects.get(pk=ada_user.pk).check_password(NEW)


# ------------------------------------------------------------------ closing


def test_closing_ends_every_sign_in_for_good(ada_user: User, alma: User, now: datetime) -> None:
    pair, browser = tokens.issue(ada_user, now=now), ada_user.get_session_auth_hash()
    about: dict[str, Any] = {"actor": alma, "now": now, "interface": Interface.ADMIN}
    users.set_active(ada_user, active=False, **about)
    users.set_active(ada_user, active=True, **about)
    ada_user.refresh_from_db()
    assert ada_user.is_active
    assert ada_user.get_session_auth_hash() != browser
    with pytest.raises(errors.InvalidToken):
        tokens.refresh(pair.refresh_token, network="", now=now)
    said = list(AuditEntry.objects.order_by("id").values_list("action", flat=True))
    assert said == ["user.closed", "user.opened"]
