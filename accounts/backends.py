"""How Django finds out who signs in and what they may do."""

from typing import Any, Final
from uuid import UUID

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Group, Permission
from django.db.models import F, Q, QuerySet
from django.db.models.functions import JSONObject
from django.http import HttpRequest

from accounts import errors
from accounts.models import User
from accounts.services import sign_in
from core import clock
from core.compiled import OneRow
from core.db import JsonRows
from core.http import client_address


class EmailBackend(ModelBackend):
    """E-mail address and password; permissions in one statement, compiled once."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **_: Any,
    ) -> User | None:
        """The account, or ``None``, for whatever signs in by Django's own means. Raises
        ``TooMany``.
        """
        network = client_address(request) if request else ""
        try:
            return sign_in.check(username or "", password or "", network=network, now=clock.now())
        except errors.WrongCredentials:
            return None

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """Every permission of an active user as ``app.codename``, kept on the user for this
        request.
        """
        if not user_obj.is_active or user_obj.is_anonymous or obj is not None:
            return set()
        if not hasattr(user_obj, "_all_permissions"):
            held = _of_superuser if user_obj.is_superuser else _of_user
            names = (held(user_obj.pk) or {"held": []})["held"]
            user_obj._all_permissions = {f"{each['app']}.{each['codename']}" for each in names}
        return set(user_obj._all_permissions)


def _with(permissions: QuerySet[Permission], user_id: UUID) -> QuerySet[User, Any]:
    """The row of a user with these ``permissions`` as JSON."""
    names = JSONObject(app=F("content_type__app_label"), codename=F("codename"))
    held = JsonRows(permissions.order_by().values(json=names))
    found: QuerySet[User, Any] = User.objects.filter(pk=user_id).order_by()
    return found.values(held=held)


def _by_group_or_hand(user_id: UUID) -> QuerySet[User, Any]:
    """The permissions of the user's groups and their own.

    Two sub-selects are walked by index, where joins would multiply with the number of staff; they
    name the user, since one that looked at the row outside would be asked for each permission anew.
    """
    by_group = Group.permissions.through.objects.filter(group__user=user_id)
    by_hand = User.user_permissions.through.objects.filter(user=user_id)
    held = Q(pk__in=by_group.values("permission")) | Q(pk__in=by_hand.values("permission"))
    return _with(Permission.objects.filter(held), user_id)


def _all(user_id: UUID) -> QuerySet[User, Any]:
    return _with(Permission.objects.all(), user_id)


_of_user: Final = OneRow(_by_group_or_hand)
_of_superuser: Final = OneRow(_all)
