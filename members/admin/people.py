"""Members in the administration. What has a service behind it is changed by the service."""

from collections.abc import Sequence
from typing import Any, ClassVar, cast
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.admin import ReadOnlyAdmin
from accounts.models import User
from accounts.models.audit import Interface
from core import clock
from core.web.fields import Line
from members.models import (
    Block,
    Category,
    Member,
)
from members.services import blocks, leaving, profile, registration

EDITED = ("name", "category", "group", "expires_on", "born_on", "phone", "address", "note")


@admin.register(Category)
class CategoryAdmin(admin.ModelAdmin[Category]):
    list_display = (
        *("name", "code", "min_age", "max_age", "moves_up_to"),
        *("enrolment_months", "self_registration", "desk_checks", "has_guardians"),
    )
    list_select_related = ("moves_up_to",)
    search_fields = ("name", "code")
    prepopulated_fields: ClassVar = {"code": ("name",)}


class MemberForm(forms.ModelForm[Member]):
    """The record as the desk keeps it; the address belongs to the account."""

    name = Line(label=_("Name"), max_length=200)
    email = forms.EmailField(label=_("E-mail address"), max_length=254, required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Member
        fields = EDITED

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = self.instance.revision
        if self.instance.user:
            self.fields["email"].initial = self.instance.user.email
            self.fields["email"].required = True

    def clean_email(self) -> str:
        """An address that no other account has. Raises ``ValidationError``."""
        email: str = self.cleaned_data["email"]
        others = User.objects.by_email(email).exclude(pk=self.instance.user_id)
        if email and others.exists():
            raise forms.ValidationError(_("There is already an account with this address."))
        return email

    def facts(self) -> registration.Facts:
        """What the service is given."""
        return registration.Facts(**{name: self.cleaned_data[name] for name in (*EDITED, "email")})


class VerifiedFilter(admin.SimpleListFilter):
    title = _("e-mail address")
    parameter_name = "email"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("verified", _("verified")), ("waiting", _("not verified")), ("none", _("none"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Member]) -> QuerySet[Member]:
        chosen: dict[str, dict[str, Any]] = {
            "verified": {"user__email_verified_at__isnull": False},
            "waiting": {"user__isnull": False, "user__email_verified_at": None},
            "none": {"user": None},
        }
        return queryset.filter(**chosen.get(self.value() or "", {}))


@admin.register(Member)
class MemberAdmin(admin.ModelAdmin[Member]):
    """New members come in at the desk, where the card is; here they are looked after."""

    form = MemberForm
    list_display = ("name", "card_number", "category", "expires_on", "email")
    list_filter = ("category", VerifiedFilter, "is_protected", "expires_on")
    list_select_related = ("category", "user")
    search_fields = ("search_name", "card_number")
    search_help_text = _("Name, card, e-mail address or telephone")
    autocomplete_fields = ("category",)
    readonly_fields = (
        *("card_number", "user", "is_verified", "is_protected", "revision", "created_at"),
    )
    ordering = ("sort_name", "id")
    date_hierarchy = "created_at"

    @admin.display(boolean=True, description=_("address verified"))
    def is_verified(self, member: Member) -> bool:
        return member.is_verified

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Member | None = None) -> bool:
        """Of a protected member nobody is asked whether to delete it."""
        is_protected = obj is not None and obj.is_protected
        return not is_protected and super().has_delete_permission(request, obj)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Members leave one by one: each may have something against it."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Member], search_term: str
    ) -> tuple[QuerySet[Member], bool]:
        typed = search_term.replace("\0", "").strip()
        if not typed:
            return queryset, False
        return queryset & Member.objects.matching(typed), False

    def save_model(self, request: HttpRequest, obj: Member, form: Any, change: bool) -> None:
        profile.edit(
            obj.pk,
            form.facts(),
            revision=form.cleaned_data["seen"],
            actor=cast(User, request.user),
            now=clock.now(),
            interface=Interface.ADMIN,
        )

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """What goes with a member goes by the service: no right over each kind of row is asked."""
        listed, counts, _rights, protected = super().get_deleted_objects(objs, request)
        return listed, counts, set(), protected

    def delete_model(self, request: HttpRequest, obj: Member) -> None:
        actor = cast(User, request.user)
        leaving.remove(obj.pk, actor=actor, now=clock.now(), interface=Interface.ADMIN)


@admin.register(Block)
class BlockAdmin(ReadOnlyAdmin):
    list_display = (
        *("member", "kind", "reason", "stops_borrowing", "stops_renewing", "stops_holds"),
        *("blocked_at", "blocked_by", "from_on", "until_on", "lifted_at"),
    )
    list_filter = ("kind", "blocked_at", ("lifted_at", admin.EmptyFieldListFilter))
    list_select_related = ("member", "blocked_by")
    search_fields = ("reason", "member__search_name", "member__card_number")
    actions = ("lift",)

    def has_lift_permission(self, request: HttpRequest) -> bool:
        """Whether this person may lift blocks."""
        return request.user.has_perm("members.block_member")

    @admin.action(description=_("Lift the chosen blocks"), permissions=["lift"])
    def lift(self, request: HttpRequest, queryset: QuerySet[Block]) -> None:
        chosen: Sequence[UUID] = list(queryset.filter(lifted_at=None).values_list("pk", flat=True))
        for block_id in chosen:
            blocks.lift(
                block_id,
                actor=cast(User, request.user),
                now=clock.now(),
                interface=Interface.ADMIN,
            )
        said = ngettext("%(n)d block lifted.", "%(n)d blocks lifted.", len(chosen))
        messages.success(request, said % {"n": len(chosen)})
