"""What members are told in the administration: the outbox, notices and their rules."""

from typing import Any, cast

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.admin import ReadOnlyAdmin
from accounts.models import User
from accounts.models.audit import Interface
from core import clock
from members.models import (
    Bounce,
    Letter,
    LinkRequest,
    Notice,
    NoticeHours,
    NoticeRule,
    NoticeText,
    OutboxMessage,
    UnwantedNotice,
)
from members.services import outbox


class StateFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("waiting", _("waiting")), ("sent", _("sent")), ("failed", _("given up"))]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[OutboxMessage]
    ) -> QuerySet[OutboxMessage]:
        chosen: dict[str, dict[str, Any]] = {
            "waiting": {"sent_at": None, "failed_at": None},
            "sent": {"sent_at__isnull": False},
            "failed": {"failed_at__isnull": False},
        }
        return queryset.filter(**chosen.get(self.value() or "", {}))


@admin.register(OutboxMessage)
class OutboxMessageAdmin(ReadOnlyAdmin):
    """Where each message is. What stands in it is shown nowhere."""

    list_display = ("recipient", "subject", "state", "attempts", "next_try_at", "last_error")
    list_filter = (StateFilter, "created_at")
    search_fields = ("recipient", "subject", "message_id")
    date_hierarchy = "created_at"
    actions = ("try_again",)
    fields = (
        "state",
        "recipient",
        "subject",
        "sender",
        "message_id",
        "created_at",
        "attempts",
        "next_try_at",
        "claimed_until",
        "last_error",
        "sent_at",
        "failed_at",
    )

    @admin.display(description=_("state"))
    def state(self, message: OutboxMessage) -> Any:
        return {"waiting": _("waiting"), "sent": _("sent"), "failed": _("given up")}[message.state]

    def has_retry_permission(self, request: HttpRequest) -> bool:
        """Whether this person may hurry messages."""
        return request.user.has_perm("members.change_outboxmessage")

    @admin.action(description=_("Try the chosen messages again now"), permissions=["retry"])
    def try_again(self, request: HttpRequest, queryset: QuerySet[OutboxMessage]) -> None:
        hurried = outbox.try_again(
            queryset.values_list("pk", flat=True),
            actor=cast(User, request.user),
            now=clock.now(),
            interface=Interface.ADMIN,
        )
        said = ngettext("%(n)d message is tried now.", "%(n)d messages are tried now.", hurried)
        messages.success(request, said % {"n": hurried})


@admin.register(LinkRequest)
class LinkRequestAdmin(ReadOnlyAdmin):
    list_display = ("email", "asked_at")
    list_filter = ("asked_at",)
    search_fields = ("email",)


@admin.register(Notice)
class NoticeAdmin(ReadOnlyAdmin):
    """What became of each notice; the page *Notices* says more."""

    list_display = ("member", "event", "on", "state", "reason", "told_at")
    list_filter = ("state", "reason", "event")
    search_fields = ("member__name", "=member__card_number")
    list_select_related = ("member",)


@admin.register(Letter)
class LetterAdmin(ReadOnlyAdmin):
    """What stands in a letter is shown where it is printed only."""

    list_display = ("member", "written_at", "printed_at", "printed_by")
    list_select_related = ("member", "printed_by")
    fields = ("member", "language", "written_at", "printed_at", "printed_by")


@admin.register(Bounce, UnwantedNotice, NoticeHours, NoticeRule, NoticeText)
class NoticeRulesAdmin(ReadOnlyAdmin):
    """Kept on pages of ours, where placeholders are checked and the trail is told."""
