"""How Django finds out who signs in and what they may do."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Group, Permission
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from accounts import errors
from accounts.models import User
from accounts.services import sign_in
from core import clock
from core.http import client_address


class EmailBackend(ModelBackend):
    """E-mail address and password; permissions in one query instead of two."""

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
            names = _held_by(user_obj).values_list("content_type__app_label", "codename").order_by()
            user_obj._all_permissions = {f"{app}.{codename}" for app, codename in names}
        return set(user_obj._all_permissions)


def _held_by(user: User) -> QuerySet[Permission]:
    """The permissions of the user's groups and their own.

    Two sub-selects are walked by index, where joins would multiply with the number of staff.
    """
    if user.is_superuser:
        return Permission.objects.all()
    by_group = Group.permissions.through.objects.filter(group__user=user).values("permission")
    by_hand = User.user_permissions.through.objects.filter(user=user).values("permission")
    return Permission.objects.filter(Q(pk__in=by_group) | Q(pk__in=by_hand))
