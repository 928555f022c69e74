import pytest
from django.contrib.auth.models import AnonymousUser, Group, Permission
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import roles
from accounts.models import User
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def held() -> dict[str, set[str]]:
    return {
        group.name: {
            f"{permission.content_type.app_label}.{permission.codename}"
            for permission in group.permissions.select_related("content_type")
        }
        for group in Group.objects.filter(name__in=roles.ROLES)
    }


def test_the_migration_makes_the_roles_and_migrate_gives_them_their_rights() -> None:
    assert set(held()) == set(roles.ROLES)


def test_each_role_may_do_what_the_one_before_may_and_more() -> None:
    volunteer, librarian, administrator = (held()[role] for role in roles.ROLES)
    assert volunteer < librarian < administrator
    assert {"loans.work_desk", "members.view_member"} <= volunteer
    assert not {"members.view_block", "catalog.add_book", "accounts.administer"} & volunteer
    assert {"catalog.add_book", "members.block_member"} <= librarian
    assert "accounts.administer" in administrator - librarian
    assert not any(name.startswith(("accounts.", "auth.")) for name in librarian)


def test_every_right_that_is_given_exists() -> None:
    """A right misspelt here would be missing there, silently."""
    there_are = {
        f"{permission.content_type.app_label}.{permission.codename}"
        for permission in Permission.objects.select_related("content_type")
    }
    assert there_are >= roles._LIBRARIAN | roles._OF_OTHERS


def test_giving_them_again_changes_nothing() -> None:
    before = held()
    roles.grant()
    assert held() == before


def test_what_an_upgrade_adds_is_given_and_what_was_added_by_hand_stays() -> None:
    volunteer = Group.objects.get(name="volunteer")
    by_hand = Permission.objects.get(codename="add_book", content_type__app_label="catalog")
    new = Permission.objects.get(codename="work_desk", content_type__app_label="loans")
    volunteer.permissions.add(by_hand)
    volunteer.permissions.remove(new)
    call_command("migrate", verbosity=0)
    assert set(volunteer.permissions.all()) >= {by_hand, new}


def test_a_group_of_the_library_s_own_is_left_alone() -> None:
    group = Group.objects.create(name="friends")
    roles.grant()
    assert not group.permissions.exists()


# ------------------------------------------------------------------ asking


def test_what_someone_may_do_costs_one_query(leo: User) -> None:
    user = User.objects.get(pk=leo.pk)
    leo.has_perm("catalog.add_book")  # a process asks its database once what it can do
    with CaptureQueriesContext(connection) as queries:
        assert user.has_perm("catalog.add_book")
        assert user.has_perms(["members.add_member", "loans.work_desk"])
        assert not user.has_perm("accounts.administer")
        assert user.has_module_perms("catalog")
    assert len(queries) == 1


def test_rights_come_from_groups_and_by_hand(vera: User) -> None:
    assert not vera.has_perm("catalog.add_book")
    vera.user_permissions.add(Permission.objects.get(codename="add_book"))
    again = User.objects.get(pk=vera.pk)
    assert again.has_perm("catalog.add_book")
    assert again.has_perm("loans.work_desk")


def test_who_is_nobody_or_closed_may_nothing(leo: User) -> None:
    leo.is_active = False
    with CaptureQueriesContext(connection) as queries:
        assert not leo.has_perm("catalog.add_book")
        assert not AnonymousUser().has_perm("catalog.add_book")
    assert len(queries) == 0


def test_a_superuser_may_everything() -> None:
    assert UserFactory(is_superuser=True).has_perm("accounts.administer")
