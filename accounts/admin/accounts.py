"""What administrators see of this context. Accounts are changed through services; the rest is
read.
"""

from copy import copy
from typing import Any, ClassVar, cast
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.cache import cache
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts import models, roles
from accounts.domain import addresses
from accounts.models.audit import Interface
from accounts.services import resets, tokens, users
from core import clock, jsons
from core import tables as core_tables
from core.tables import Cell, Table
from core.web import tables

ADMIN = Interface.ADMIN


def actor_of(request: HttpRequest) -> models.User:
    """The administrator who asks."""
    return cast(models.User, request.user)


class ReadOnlyAdmin(admin.ModelAdmin[Any]):
    """Rows that services write: to be looked at."""

    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class AddUserForm(forms.ModelForm[models.User]):
    """Someone who works here. The rest join as members, at the desk or by themselves."""

    role = forms.ChoiceField(label=_("Role"), choices=[(role, role) for role in roles.ROLES])

    class Meta:
        model = models.User
        fields = ("email", "name")
        help_texts: ClassVar = {
            "email": _("A link to choose a password is sent here."),
        }

    def clean_email(self) -> str:
        """The address as it is kept, so that a second account with it is found here."""
        return addresses.normal(self.cleaned_data["email"])


class ChangeUserForm(AddUserForm):
    role = None  # type: ignore[assignment]
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    class Meta(AddUserForm.Meta):
        fields = ("email", "name", "language", "is_active", "groups")  # type: ignore[assignment]
        help_texts: ClassVar = {}


@admin.register(models.User)
class UserAdmin(admin.ModelAdmin[models.User]):
    """Who may sign in, and with which roles. Passwords are never shown, nor set here."""

    list_display = ("email", "name", "role_names", "is_active", "email_verified_at", "last_login")
    list_filter = ("is_active", "groups", "is_staff")
    search_fields = ("email", "name")
    filter_horizontal = ("groups",)
    always_read_only = ("is_staff", "email_verified_at", "last_login", "date_joined")

    def get_queryset(self, request: HttpRequest) -> QuerySet[models.User]:
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description=_("roles"))
    def role_names(self, user: models.User) -> str:
        """The groups of a row."""
        return ", ".join(sorted(group.name for group in user.groups.all()))

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        kwargs["form"] = ChangeUserForm if obj else AddUserForm
        return super().get_form(request, obj, change, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        if obj is None:
            return ("email", "name", "role")
        return (*ChangeUserForm.Meta.fields, *self.always_read_only)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Nobody closes or raises their own account; members are corrected as members."""
        if obj is None:
            return ()
        locked = ("is_active", "groups") if obj.pk == actor_of(request).pk else ()
        named = () if obj.groups.all() else ("email", "name")
        return (*self.always_read_only, *locked, *named)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: models.User, form: Any, change: bool) -> None:
        """Every change by its service. Raises what the services raise."""
        if change:
            self._change(request, obj, form)
            return
        with_id = users.create_staff(
            email=obj.email,
            name=obj.name,
            password=None,
            role=form.cleaned_data["role"],
            actor=actor_of(request),
            now=clock.now(),
            interface=ADMIN,
        )
        obj.pk = with_id.pk
        resets.ask(obj.email, network="", now=clock.now())

    def _change(self, request: HttpRequest, obj: models.User, form: Any) -> None:
        changed, said = set(form.changed_data), form.cleaned_data
        about: dict[str, Any] = {"actor": actor_of(request), "now": clock.now(), "interface": ADMIN}
        if changed & {"email", "name", "language"}:
            language = said["language"]
            users.correct(obj, email=obj.email, name=obj.name, language=language, **about)
        if "is_active" in changed:
            users.set_active(obj, active=said["is_active"], **about)
        if "groups" in changed:
            users.set_groups(obj, groups=said["groups"], **about)

    def save_related(self, request: Any, form: Any, formsets: Any, change: bool) -> None:
        """Nothing is left: the groups were set with the rest."""


class ByAction(admin.SimpleListFilter):
    """The deeds there are entries of; looked up every few minutes, for the trail is long."""

    title = _("deed")
    parameter_name = "action"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        found = cache.get_or_set("accounts.audit.actions", self._actions, 300)
        return [(action, action) for action in found or ()]

    @staticmethod
    def _actions() -> list[str]:
        entries = models.AuditEntry.objects.order_by("action")
        return list(entries.values_list("action", flat=True).distinct())

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(action=self.value()) if self.value() else queryset


@admin.register(models.AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    """What was done, by whom and through which door."""

    list_display = ("at", "action", "actor", "interface", "book_id", "member_id", "loan_id")
    list_filter = (ByAction, "interface", "at")
    list_select_related = ("actor",)
    search_fields = ("action",)
    search_help_text = _("The id of a book, copy, member, loan or user, or how a deed begins.")

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """The list, or as a file all that its filters leave."""
        kind = tables.wanted(request)
        if not kind or not self.has_view_permission(request):
            return super().changelist_view(request, extra_context)
        plain, said = copy(request), request.GET.copy()
        said.pop("format")
        plain.GET = said  # type: ignore[assignment]
        found = self.get_changelist_instance(plain).get_queryset(plain).select_related("actor")
        rows = map(self.cells, core_tables.by_key(found, order=("-id",)))
        columns = [_("When"), _("Deed"), _("By"), _("Interface"), _("Book"), _("Copy"),
                   _("Member"), _("Loan"), _("Details")]  # fmt: skip
        return tables.sent(request, Table(str(_("audit")), [str(each) for each in columns], rows))

    @staticmethod
    def cells(entry: models.AuditEntry) -> list[Cell]:
        """An entry as a row of a file."""
        about = (entry.book_id, entry.copy_id, entry.member_id, entry.loan_id)
        return [
            entry.at,
            entry.action,
            entry.actor.email if entry.actor else "",
            entry.interface,
            *(str(each or "") for each in about),
            jsons.dumps(entry.data).decode(),
        ]

    def get_search_results(
        self, request: HttpRequest, queryset: Any, search_term: str
    ) -> tuple[Any, bool]:
        """By id when it is one: each column has its index."""
        term = search_term.strip()
        try:
            wanted = UUID(term)
        except ValueError:
            return queryset.filter(action__startswith=term), False
        subjects = Q(book_id=wanted) | Q(copy_id=wanted) | Q(member_id=wanted) | Q(loan_id=wanted)
        return queryset.filter(subjects | Q(actor=wanted) | Q(data__user=str(wanted))), False


@admin.register(models.AuditSeal)
class AuditSealAdmin(ReadOnlyAdmin):
    """How far the trail is closed, and when each part was last found intact."""

    list_display = fields = ("number", "entries", "digest", "sealed_at", "verified_at")
    list_filter = ("sealed_at", "verified_at")
    search_fields = ("=number", "digest")


@admin.register(models.RefreshFamily)
class RefreshFamilyAdmin(ReadOnlyAdmin):
    """The devices that are signed in by the API, and the way to end one."""

    list_display = ("user", "created_at", "expires_at", "revoked_at")
    list_filter = ("created_at", "revoked_at")
    list_select_related = ("user",)
    search_fields = ("user__email", "user__name")
    fields = ("user", "created_at", "expires_at", "revoked_at")
    actions = ("end",)

    @admin.action(description=_("End the chosen devices"))
    def end(self, request: HttpRequest, queryset: QuerySet[models.RefreshFamily]) -> None:
        """Each has to sign in again."""
        now = clock.now()
        ended = sum(
            tokens.revoke(family, actor=actor_of(request), now=now, interface=ADMIN)
            for family in queryset
        )
        said = ngettext("%(ended)d device ended.", "%(ended)d devices ended.", ended)
        self.message_user(request, said % {"ended": ended}, messages.SUCCESS)


@admin.register(models.RefreshToken)
class RefreshTokenAdmin(ReadOnlyAdmin):
    """When a device came back. Not with what: that is its secret."""

    list_display = fields = ("family", "issued_at", "used_at")
    list_filter = ("issued_at", "used_at")
    search_fields = ("=family__id",)
    list_select_related = ("family",)


@admin.register(models.AttemptCount)
class AttemptCountAdmin(ReadOnlyAdmin):
    """How often something was tried too often. By whom is kept as a digest, and not shown."""

    list_display = fields = ("rule", "window_start", "count")
    list_filter = ("rule", "window_start")
    search_fields = ("rule",)
    ordering = ("-window_start", "-count")


@admin.register(models.IdempotentAnswer)
class IdempotentAnswerAdmin(ReadOnlyAdmin):
    """Which requests were answered for good. The answer itself may speak of a member."""

    list_display = fields = ("key", "actor", "created_at")
    list_filter = ("created_at",)
    list_select_related = ("actor",)
    search_fields = ("=key", "actor__email")


@admin.register(models.ResetRequest)
class ResetRequestAdmin(ReadOnlyAdmin):
    """Who waits for a letter with a link. More than a few of them means that no worker runs."""

    list_display = fields = ("email", "asked_at")
    list_filter = ("asked_at",)
    search_fields = ("email",)
