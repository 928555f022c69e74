"""Deeds of desks in the administration: looked at, and undone by the service as at the desk."""

from typing import Any, cast

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.models.audit import Interface
from core import clock
from core.errors import LibraryError
from loans.admin.desk import Looked
from loans.models import Deed
from loans.services import undo
from loans.services.situation import Desk


@admin.register(Deed)
class DeedAdmin(Looked):
    """What desks did lately. What was before it, which names rows by their ids, is not shown."""

    list_display = ("sentence", "kind", "at", "actor", "branch", "interface", "undone_at")
    list_filter = ("kind", ("undone_at", admin.EmptyFieldListFilter), "branch", "interface")
    list_select_related = ("actor", "branch")
    search_fields = ("sentence", "actor__name")
    search_help_text = _("Title, barcode or name of the one who did it.")
    exclude = ("before",)
    actions = ("take_back",)

    @admin.action(description=_("Undo the chosen deeds"), permissions=["undo"])
    def take_back(self, request: HttpRequest, queryset: QuerySet[Deed]) -> None:
        """Undo the chosen deeds, the last first. One that cannot be undone says why and stays."""
        actor, done = cast(User, request.user), 0
        desk = Desk(actor=actor, branch=None, now=clock.now(), interface=Interface.ADMIN)
        for deed in queryset.order_by("-seq"):
            try:
                undo.undo(deed.id, desk=desk)
            except LibraryError as refusal:
                self.message_user(request, f"{deed.sentence} {refusal}", messages.WARNING)
                continue
            done += 1
        said = ngettext("%(n)s deed undone.", "%(n)s deeds undone.", done) % {"n": done}
        self.message_user(request, said, messages.SUCCESS)

    def has_undo_permission(self, request: HttpRequest) -> bool:
        """As at the desk, for what others did."""
        return cast(User, request.user).has_perm(undo.OF_OTHERS)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Without what was before, which may be long."""
        return super().get_queryset(request).defer("before")
