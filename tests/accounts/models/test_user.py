from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def test_an_address_is_unique() -> None:
    UserFactory(email="ada@example.org")
    with pytest.raises(IntegrityError), transaction.atomic():
        UserFactory(email="ada@example.org")


def test_the_database_itself_keeps_no_address_in_capitals() -> None:
    """So that the unique column is unique in every way of writing it, whoever writes it."""
    user = UserFactory(email="ada@example.org")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=user.pk).update(email="Ada@example.org")


def test_the_database_agrees_with_us_on_what_small_letters_are() -> None:
    """An address we keep must never be one that the database takes for capitals."""
    for host in ("exämple.org", "ökoßcafé.example", "пример.example", "ǆ.example"):
        UserFactory(email=f"ada@{host}")


@pytest.mark.parametrize("written", ["ada@example.org", "ADA@Example.org", " ada@example.org "])
def test_it_is_found_however_its_address_is_written(written: str) -> None:
    user = UserFactory(email="ada@example.org")
    assert User.objects.by_email(written).get() == user
    assert User.objects.get_by_natural_key(written) == user


def test_a_new_era_of_sign_ins_changes_what_a_browser_must_match() -> None:
    user = UserFactory()
    before = user.get_session_auth_hash()
    assert user.get_session_auth_hash() == before
    user.sign_in_era += 1
    assert user.get_session_auth_hash() != before


def test_browsers_stay_signed_in_when_the_signing_key_is_exchanged(settings: Any) -> None:
    user = UserFactory()
    before = user.get_session_auth_hash()
    old_key = settings.SECRET_KEY
    settings.SECRET_KEY_FALLBACKS = [old_key]
    settings.SECRET_KEY = "another key, of which nobody has heard before"
    assert user.get_session_auth_hash() != before
    assert before in list(user.get_session_auth_fallback_hash())


@pytest.mark.parametrize(("name", "shown"), [("Ada", "Ada"), ("", "ada@example.org")])
def test_people_are_addressed_by_name_if_they_have_one(name: str, shown: str) -> None:
    user = User(email="ada@example.org", name=name)
    assert (str(user), user.get_short_name()) == (shown, shown)
