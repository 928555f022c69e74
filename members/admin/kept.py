"""What is kept about members, to be read only."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.admin import ReadOnlyAdmin
from members.models import (
    CardSeries,
    DeskNote,
    Guardianship,
    LeaveRequest,
    MemberMerge,
    MemberPhoto,
    MemberView,
    OldCard,
)


@admin.register(CardSeries)
class CardSeriesAdmin(ReadOnlyAdmin):
    list_display = ("name", "last")
    search_fields = ("name",)


@admin.register(OldCard)
class OldCardAdmin(ReadOnlyAdmin):
    list_display = ("number", "member", "why", "replaced_at", "replaced_by")
    list_filter = ("why", "replaced_at")
    search_fields = ("=number", "member__name")


@admin.register(DeskNote)
class DeskNoteAdmin(ReadOnlyAdmin):
    list_display = ("member", "text", "made_at", "made_by", "ended_at")
    list_filter = ("made_at", ("ended_at", admin.EmptyFieldListFilter))
    list_select_related = ("member", "made_by")
    search_fields = ("text", "member__search_name", "member__card_number")


@admin.register(Guardianship)
class GuardianshipAdmin(ReadOnlyAdmin):
    list_display = ("child", "guardian", "since")
    list_select_related = ("child", "guardian")
    search_fields = ("child__search_name", "guardian__search_name")


@admin.register(MemberMerge)
class MemberMergeAdmin(ReadOnlyAdmin):
    list_display = ("kept", "gone_id", "merged_at", "merged_by")
    list_select_related = ("kept", "merged_by")
    search_fields = ("=gone_id", "kept__search_name")


@admin.register(MemberPhoto)
class MemberPhotoAdmin(ReadOnlyAdmin):
    """Of whom there is a photo. The photo itself is on the member's page."""

    list_display = fields = ("member", "put_at")
    list_filter = ("put_at",)
    list_select_related = ("member",)
    search_fields = ("member__search_name", "member__card_number")

    def get_queryset(self, request: HttpRequest) -> QuerySet[MemberPhoto]:
        """All, without the pictures."""
        return super().get_queryset(request).defer("jpeg")


@admin.register(LeaveRequest)
class LeaveRequestAdmin(ReadOnlyAdmin):
    """Who wants to leave and has something to settle first."""

    list_display = ("member", "asked_at")
    list_filter = ("asked_at",)
    list_select_related = ("member",)
    search_fields = ("member__search_name", "member__card_number")


@admin.register(MemberView)
class MemberViewAdmin(ReadOnlyAdmin):
    """Who on the staff looked at whom."""

    list_display = ("at", "actor", "member", "interface")
    list_filter = ("at", "interface", "actor")
    list_select_related = ("member", "actor")
    search_fields = ("member__search_name", "member__card_number", "actor__name")
