"""Django's administration is for administrators."""

from collections.abc import Callable

import pytest
from django.apps import apps
from django.contrib import admin
from django.urls import reverse

from accounts.roles import OUR_APPS
from tests.access import doors
from tests.access.doors import Visitor

pytestmark = pytest.mark.django_db
MODELS = [
    f"{model._meta.app_label}_{model._meta.model_name}"
    for model in apps.get_models()
    if model in admin.site._registry
]
DOORS = [
    "admin:index",
    "admin:password_change",
    *(f"admin:{model}_{page}" for model in MODELS for page in ("changelist", "add")),
    *(f"admin:app_list {app}" for app in OUR_APPS),
]


def address_of(door: str) -> str:
    name, *arguments = door.split()
    return reverse(name, args=arguments)


@pytest.mark.parametrize("role", doors.ROLES[:-1])
@pytest.mark.parametrize("door", DOORS)
def test_all_others_are_asked_to_sign_in_as_one(
    door: str, role: str, visitor: Callable[[str], Visitor]
) -> None:
    for method in ("GET", "POST"):
        answer = visitor(role).knock(method, "admin/", address_of(door))
        assert doors.outcome(answer) == doors.SIGN_IN


@pytest.mark.parametrize("door", DOORS)
def test_administrators_may_look(door: str, visitor: Callable[[str], Visitor]) -> None:
    answer = visitor("administrator").knock("GET", "admin/", address_of(door))
    # What only services may add to has no page for it.
    assert doors.outcome(answer) in ({doors.OPEN, doors.FORBIDDEN} if "_add" in door else {"o"})


# Rows that are shown on the pages of others, are somebody's own, or are made by the search.
WITHIN_OTHERS = {
    "catalog.BookSubject",
    "catalog.Contribution",
    "catalog.ContributorAlias",
    "catalog.ImportRow",
    "catalog.SavedSearch",
    "catalog.SearchMistake",
    "catalog.SearchWord",
    "catalog.SourceRecord",
    "catalog.SubjectAlias",
    "loans.DeedSubject",
    "members.MemberImportRow",
    "members.RollOverMember",
}


def test_every_model_of_ours_is_there() -> None:
    ours = {model for app in OUR_APPS for model in apps.get_app_config(app).get_models()}
    missing = {model._meta.label for model in ours - set(admin.site._registry)}
    assert missing == WITHIN_OTHERS
