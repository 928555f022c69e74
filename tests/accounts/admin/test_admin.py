from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import jobs
from accounts.domain import attempts
from accounts.models import (
    AttemptCount,
    AuditEntry,
    IdempotentAnswer,
    RefreshFamily,
    RefreshToken,
    ResetRequest,
    User,
)
from accounts.services import audit, limits, once, resets, tokens
from core.ids import new_id
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
MODELS = ("auditentry", "refreshfamily", "refreshtoken", "attemptcount", "idempotentanswer",
          "resetrequest")  # fmt: skip


@pytest.fixture
def office(signed_in: Callable[[User], Client], alma: User) -> Client:
    """Alma's browser."""
    return signed_in(alma)


def page(name: str, *args: Any) -> str:
    return reverse(f"admin:accounts_{name}", args=args)


# ------------------------------------------------------------------ the door


def test_strangers_are_sent_to_our_own_sign_in_and_back(client: Client) -> None:
    answer = client.get("/admin/accounts/user/", follow=True)
    assert answer.redirect_chain[-1][0] == "/sign-in?next=/admin/accounts/user/"


def test_nobody_signs_in_at_django_s_form(client: Client, alma: User) -> None:
    typed = {"username": alma.email, "password": "a long enough passphrase"}
    answer = client.post("/admin/login/", typed)
    assert answer["Location"].startswith("/sign-in")
    assert not client.session.get("_auth_user_id")


@pytest.mark.parametrize("role", ["volunteer", "librarian", None])
def test_who_is_no_administrator_stays_outside(
    signed_in: Callable[[User], Client], role: str | None
) -> None:
    answer = signed_in(UserFactory(role=role)).get("/admin/", follow=True)
    assert answer.status_code == 403


def test_an_administrator_walks_in(office: Client) -> None:
    assert office.get("/admin/").status_code == 200
    assert office.get("/admin/login/")["Location"] == "/admin/"
    assert office.get("/admin/password_change/")["Location"] == "/password/change"


def test_the_limits_hold_for_administrators(client: Client, alma: User) -> None:
    typed = {"email": alma.email, "password": "a wrong guess", "next": "/admin/"}
    for _ in range(attempts.SIGN_IN_BY_ADDRESS.most):
        client.post("/sign-in", typed)
    assert client.post("/sign-in", typed).status_code == 429


# ------------------------------------------------------------------ accounts


def test_adding_someone_makes_the_account_and_sends_a_link(office: Client, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    typed = {"email": "Eve@example.org", "name": "Eve", "role": "librarian"}
    answer = office.post(page("user_add"), typed)
    eve = User.objects.get(email="eve@example.org")
    assert answer.status_code == 302
    assert eve.groups.get().name == "librarian"
    assert not eve.has_usable_password()
    assert AuditEntry.objects.get().action == "user.staff_created"
    assert jobs.answer_reset_requests() == 1
    assert mail.outbox[0].to == ["eve@example.org"]


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"email": "ADA@example.org"}, "email"),
        ({"email": "eve"}, "email"),
        ({"role": "boss"}, "role"),
    ],
)
def test_a_bad_account_is_told_at_its_field(
    office: Client, typed: dict[str, str], field: str
) -> None:
    UserFactory(email="ada@example.org")
    before = User.objects.count()
    body = {"email": "eve@example.org", "name": "Eve", "role": "librarian"} | typed
    answer = office.post(page("user_add"), body)
    assert answer.status_code == 200
    assert field in answer.context["adminform"].form.errors
    assert User.objects.count() == before


def edit(office: Client, user: User, **typed: Any) -> Any:
    body = {
        "email": user.email,
        "name": user.name,
        "language": user.language,
        "is_active": "on",
        "groups": [group.pk for group in user.groups.all()],
    } | typed
    return office.post(page("user_change", user.pk), body)


def test_closing_an_account_ends_its_devices(office: Client, vera: User, now: datetime) -> None:
    tokens.issue(vera, now=now)
    assert edit(office, vera, is_active="").status_code == 302
    vera.refresh_from_db()
    assert not vera.is_active
    assert not RefreshFamily.objects.unrevoked().exists()
    assert AuditEntry.objects.get().action == "user.closed"


def test_roles_are_given_by_their_service(office: Client, vera: User) -> None:
    administrators = Group.objects.get(name="administrator")
    edit(office, vera, groups=[administrators.pk])
    vera.refresh_from_db()
    assert list(vera.groups.all()) == [administrators]
    assert vera.is_staff
    assert AuditEntry.objects.get().action == "user.roles_set"


def test_staff_are_corrected_by_their_service(office: Client, vera: User) -> None:
    edit(office, vera, email="Vera.New@example.org", name="Vera Neu")
    vera.refresh_from_db()
    assert (vera.email, vera.name) == ("vera.new@example.org", "Vera Neu")
    assert vera.is_verified
    assert [entry.action for entry in AuditEntry.objects.all()] == ["user.corrected"]


def test_nothing_is_written_when_nothing_is_changed(office: Client, vera: User) -> None:
    edit(office, vera)
    assert not AuditEntry.objects.exists()


def test_members_are_corrected_as_members(office: Client) -> None:
    member = UserFactory(name="Ada", email="ada@example.org")
    edit(office, member, name="Eve", email="eve@example.org")
    member.refresh_from_db()
    assert (member.name, member.email) == ("Ada", "ada@example.org")


def test_administrators_do_not_close_or_lower_themselves(office: Client, alma: User) -> None:
    edit(office, alma, is_active="", groups=[])
    alma.refresh_from_db()
    assert alma.is_active
    assert alma.groups.count() == 1


def test_states_of_an_account_are_not_typed_in(office: Client, vera: User) -> None:
    edit(office, vera, is_staff="on", is_superuser="on", last_login_0="2026-01-01", password="x")
    stored = User.objects.get(pk=vera.pk)
    assert (stored.is_staff, stored.is_superuser, stored.last_login) == (False, False, None)
    assert stored.password == vera.password


def test_a_password_is_never_shown(office: Client, vera: User) -> None:
    shown = office.get(page("user_change", vera.pk)).content.decode()
    assert vera.password not in shown
    assert vera.password.split("$")[-1] not in shown


def test_accounts_are_not_deleted_here(office: Client, vera: User) -> None:
    assert office.post(page("user_delete", vera.pk), {"post": "yes"}).status_code == 403
    assert User.objects.filter(pk=vera.pk).exists()


# ------------------------------------------------------------------ rows of services


def rows(now: datetime, count: int) -> None:
    """Some of everything, each about another person."""
    for number in range(count):
        user = UserFactory(role="volunteer")
        tokens.issue(user, now=now)
        audit.record(f"a.deed{number}", actor=user, now=now, interface="page", book_id=new_id())
        once.run(f"key-{number}", actor=user, request={}, now=now, deed=lambda: {"secret": 1})
        resets.ask(user.email, network=f"192.0.2.{number}", now=now)
        limits.hit(attempts.SIGN_IN_BY_NETWORK, f"192.0.2.{number}", now=now)


@pytest.mark.parametrize("model", ["user", *MODELS])
def test_a_list_costs_the_same_for_1_row_and_for_20(
    office: Client, now: datetime, model: str
) -> None:
    costs = []
    for count in (1, 19):
        rows(now, count)
        office.get(page(f"{model}_changelist"))  # fills what is kept between requests
        with CaptureQueriesContext(connection) as queries:
            assert office.get(page(f"{model}_changelist")).status_code == 200
        costs.append(len(queries))
    assert costs[0] == costs[1]


@pytest.mark.parametrize("model", MODELS)
def test_rows_of_services_are_only_looked_at(office: Client, now: datetime, model: str) -> None:
    rows(now, 1)
    kinds: dict[str, Any] = {
        "auditentry": AuditEntry, "refreshfamily": RefreshFamily, "refreshtoken": RefreshToken,
        "attemptcount": AttemptCount, "idempotentanswer": IdempotentAnswer,
        "resetrequest": ResetRequest,
    }  # fmt: skip
    row = kinds[model].objects.first()
    assert office.get(page(f"{model}_change", row.pk)).status_code == 200
    assert office.post(page(f"{model}_change", row.pk), {}).status_code == 403
    assert office.get(page(f"{model}_add")).status_code == 403
    assert office.post(page(f"{model}_delete", row.pk), {"post": "yes"}).status_code == 403
    assert office.get(page(f"{model}_changelist"), {"q": "x"}).status_code == 200


@pytest.mark.parametrize("model", ["user", *MODELS])
def test_secrets_are_shown_nowhere(office: Client, now: datetime, model: str) -> None:
    user = UserFactory(role="volunteer")
    pair = tokens.issue(user, now=now)
    once.run("key", actor=user, request={}, now=now, deed=lambda: {"says": "something private"})
    limits.hit(attempts.SIGN_IN_BY_ADDRESS, user.email, now=now)
    digests = [RefreshToken.objects.get().digest, AttemptCount.objects.get().key_digest]
    shown = office.get(page(f"{model}_changelist")).content.decode()
    for secret in (pair.refresh_token, "something private", user.password, *digests):
        assert secret not in shown


def test_the_trail_is_searched_by_id_and_by_deed(office: Client, now: datetime) -> None:
    book, user = new_id(), UserFactory()
    audit.record("book.added", actor=None, now=now, interface="page", book_id=book)
    audit.record("user.closed", actor=None, now=now, interface="admin", user=user.pk)
    audit.record("loan.renewed", actor=user, now=now, interface="desk")

    def found(**query: str) -> set[str]:
        listed = office.get(page("auditentry_changelist"), query).context["cl"].queryset
        return {entry.action for entry in listed}

    assert found(q=str(book)) == {"book.added"}
    assert found(q=str(user.pk)) == {"user.closed", "loan.renewed"}
    assert found(q="loan.") == {"loan.renewed"}
    assert found(q="") == found() == {"book.added", "user.closed", "loan.renewed"}
    assert found(action="book.added") == {"book.added"}
    assert found(interface__exact="desk") == {"loan.renewed"}
    assert found(at__gte=str(now + timedelta(days=1))) == set()


def test_a_device_is_ended_by_its_service(office: Client, vera: User, now: datetime) -> None:
    tokens.issue(vera, now=now)
    family = RefreshFamily.objects.get()
    chosen = {"action": "end", "_selected_action": [str(family.pk)]}
    for said in ("1 device ended.", "0 devices ended."):
        answer = office.post(page("refreshfamily_changelist"), chosen, follow=True)
        assert said in answer.content.decode()
    family.refresh_from_db()
    assert family.revoked_at == now
    assert AuditEntry.objects.get().action == "user.device_ended"


def test_administrators_edit_groups(office: Client) -> None:
    group = Group.objects.get(name="volunteer")
    assert office.get(reverse("admin:auth_group_change", args=[group.pk])).status_code == 200
    assert office.get(reverse("admin:auth_group_delete", args=[group.pk])).status_code == 403
