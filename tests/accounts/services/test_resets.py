import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_q.models import OrmQ

from accounts import errors
from accounts.domain import attempts
from accounts.models import ResetRequest, User
from accounts.models.audit import Interface
from accounts.services import resets, sign_in, tokens, users
from core import letters
from core.errors import TooMany
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
NEW = "another long passphrase"


@pytest.fixture(autouse=True)
def _mailbox(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def ada_user() -> User:
    return UserFactory(email="ada@example.org", name="Ada <Nowak>", email_verified_at=None)


def letter_to(email: str, now: datetime) -> EmailMultiAlternatives:
    resets.ask(email, network="", now=now)
    assert resets.answer_all(now=now) == 1
    letter = mail.outbox[-1]
    assert isinstance(letter, EmailMultiAlternatives)
    return letter


def link_to(email: str, now: datetime) -> tuple[str, str]:
    found = re.search(r"/password/reset/([^/\s]+)/([^/\s]+)", str(letter_to(email, now).body))
    assert found
    return found[1], found[2]


def choose(link: tuple[str, str], now: datetime, password: str = NEW) -> User:
    return resets.choose(*link, password=password, now=now, interface=Interface.PAGE)


def test_a_letter_with_a_link_goes_to_the_address(ada_user: User, now: datetime) -> None:
    letter = letter_to(" ADA@example.org", now)
    assert letter.to == ["ada@example.org"]
    assert letter.subject == "A new password for The Library"
    text, html = str(letter.body), str(letter.alternatives[0][0])
    assert "Hello Ada <Nowak>," in text
    assert "Ada &lt;Nowak&gt;" in html
    assert "within 3 hours" in text
    link = re.search(r"http://testserver/password/reset/\S+", text)
    assert link
    assert f'href="{link[0]}"' in html


def test_the_link_opens_once(ada_user: User, now: datetime) -> None:
    link = link_to("ada@example.org", now)
    assert resets.is_open(*link)
    assert choose(link, now) == ada_user
    assert sign_in.check("ada@example.org", NEW, network="", now=now) == ada_user
    assert not resets.is_open(*link)
    with pytest.raises(errors.ResetLinkSpent):
        choose(link, now, "a third and longer phrase")


def test_a_new_password_ends_every_device_and_shows_the_address_is_theirs(
    ada_user: User, now: datetime
) -> None:
    pair = tokens.issue(ada_user, now=now)
    choose(link_to("ada@example.org", now), now)
    ada_user.refresh_from_db()
    assert ada_user.email_verified_at == now
    with pytest.raises(errors.InvalidToken):
        tokens.refresh(pair.refresh_token, network="", now=now)


def test_an_account_without_a_password_gets_its_first_by_a_link(now: datetime) -> None:
    users.open_account(email="eve@example.org", name="Eve", password=None, now=now)
    user = choose(link_to("eve@example.org", now), now)
    assert user.check_password(NEW)


def test_a_weak_password_leaves_the_link_open(ada_user: User, now: datetime) -> None:
    link = link_to("ada@example.org", now)
    with pytest.raises(errors.WeakPassword):
        choose(link, now, "short")
    assert resets.is_open(*link)


def test_of_two_who_use_one_link_at_once_one_wins(
    ada_user: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second has looked at the link before the first is done."""
    link = link_to("ada@example.org", now)
    as_read = User.objects.get(pk=ada_user.pk)
    choose(link, now)
    monkeypatch.setattr(resets, "_owner", lambda *_: as_read)
    with pytest.raises(errors.ResetLinkSpent):
        choose(link, now, "a third and longer phrase")
    assert User.objects.get().check_password(NEW)


@pytest.mark.parametrize("spoil", ["email", "last_login", "is_active", "password"])
def test_a_link_is_void_when_the_account_has_changed(
    ada_user: User, now: datetime, spoil: str
) -> None:
    link = link_to("ada@example.org", now)
    changed: dict[str, Any] = {
        "email": "new@example.org", "last_login": now, "is_active": False, "password": "x",
    }  # fmt: skip
    User.objects.update(**{spoil: changed[spoil]})
    assert not resets.is_open(*link)


def test_a_link_is_void_after_three_hours(ada_user: User, now: datetime, settings: Any) -> None:
    link = link_to("ada@example.org", now)
    settings.PASSWORD_RESET_TIMEOUT = -1
    assert not resets.is_open(*link)


@pytest.mark.parametrize("uid", ["", "x", "MQ", "!!!!", "ключ", "A" * 22, "A" * 500])
def test_a_made_up_link_is_void(ada_user: User, now: datetime, uid: str) -> None:
    token = link_to("ada@example.org", now)[1]
    assert not resets.is_open(uid, token)
    assert not resets.is_open(uid, "")


def test_a_token_opens_no_other_account(ada_user: User, now: datetime) -> None:
    UserFactory(email="ben@example.org")
    adas, bens = link_to("ada@example.org", now), link_to("ben@example.org", now)
    assert not resets.is_open(adas[0], bens[1])


# ------------------------------------------------------------------ nothing is told


def test_the_same_is_done_for_every_address(ada_user: User, now: datetime) -> None:
    """Looking the address up, and writing the letter, is left to the worker."""
    shapes = []
    for email in ("ada@example.org", "nobody@example.org"):
        before = OrmQ.objects.count()
        with CaptureQueriesContext(connection) as queries:
            resets.ask(email, network="192.0.2.1", now=now)
        shapes.append([query["sql"].split('"s')[0].split("(")[0] for query in queries])
        assert OrmQ.objects.count() == before + 1
    assert shapes[0] == shapes[1]
    assert not any("accounts_user" in statement for statement in shapes[0])


def test_nobody_gets_a_letter_without_an_open_account(now: datetime) -> None:
    UserFactory(email="closed@example.org", is_active=False)
    for email in ("nobody@example.org", "closed@example.org"):
        resets.ask(email, network="", now=now)
    assert resets.answer_all(now=now) == 0
    assert mail.outbox == []
    assert not ResetRequest.objects.exists()


def test_an_address_gets_three_letters_an_hour_and_nobody_is_told(
    ada_user: User, now: datetime
) -> None:
    for _ in range(5):
        resets.ask("ada@example.org", network="", now=now)
    assert resets.answer_all(now=now) == 3
    resets.ask("ada@example.org", network="", now=now + timedelta(hours=1))
    assert resets.answer_all(now=now + timedelta(hours=1)) == 1


def test_a_network_that_asks_too_often_is_refused(now: datetime) -> None:
    for number in range(attempts.RESET_BY_NETWORK.most):
        resets.ask(f"a{number}@example.org", network="192.0.2.1", now=now)
    with pytest.raises(TooMany):
        resets.ask("ada@example.org", network="192.0.2.1", now=now)
    assert ResetRequest.objects.count() == attempts.RESET_BY_NETWORK.most


# ------------------------------------------------------------------ nothing is lost


def test_one_letter_that_fails_keeps_nobody_else_waiting(
    ada_user: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    UserFactory(email="ben@example.org")
    for email in ("ada@example.org", "ben@example.org"):
        resets.ask(email, network="", now=now)
    send = letters.send

    def failing(template: str, **how: Any) -> None:
        if how["to"] == "ada@example.org":
            raise RuntimeError("the letter cannot be written")
        send(template, **how)

    with monkeypatch.context() as patch:
        patch.setattr(letters, "send", failing)
        assert resets.answer_all(now=now) == 1
    assert ResetRequest.objects.get().email == "ada@example.org"
    assert resets.answer_all(now=now) == 1
    assert [letter.to for letter in mail.outbox] == [["ben@example.org"], ["ada@example.org"]]


def test_a_request_is_forgotten_when_its_link_would_be_void(ada_user: User, now: datetime) -> None:
    resets.ask("ada@example.org", network="", now=now)
    assert resets.answer_all(now=now + timedelta(hours=3, seconds=1)) == 0
    assert not ResetRequest.objects.exists()


def test_answering_twice_sends_one_letter(ada_user: User, now: datetime) -> None:
    letter_to("ada@example.org", now)
    assert resets.answer_all(now=now) == 0
    ada_user.refresh_from_db()
    assert ada_user.check_password(PASSWORD)
