"""How Django finds out who signs in and what they may do."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Permission
from django.db.models import Q
from django.http import HttpRequest

from accounts import errors
from accounts.models import User
from accounts.services import sign_in
from core import clock


class EmailBackend(ModelBackend):
    """E-mail address and password; permissions in one query instead of two."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **_: Any,
    ) -> User | None:
        """The account, or ``None``. Django's administration signs in through this door."""
        try:
            return sign_in.check(username or "", password or "", network="", now=clock.now())
        except errors.WrongCredentials:
            return None

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """Every permission of an active user as ``app.codename``, kept on the user for this
        request.
        """
        if not user_obj.is_active or user_obj.is_anonymous or obj is not None:
            return set()
        if not hasattr(user_obj, "_all_permissions"):
            held = Permission.objects.all()
            if not user_obj.is_superuser:
                held = held.filter(Q(group__user=user_obj) | Q(user=user_obj)).distinct()
            names = held.values_list("content_type__app_label", "codename").order_by()
            user_obj._all_permissions = {f"{app}.{codename}" for app, codename in names}
        return set(user_obj._all_permissions)
