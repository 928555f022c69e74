"""Lists of people that were imported, and roll-overs, to be read only."""

from django.contrib import admin

from accounts.admin import ReadOnlyAdmin
from members.models import MemberImport, MemberImportProfile, RollOver


@admin.register(MemberImport)
class MemberImportAdmin(ReadOnlyAdmin):
    """The lists that were imported. Their rows are on their own pages."""

    list_display = ("name", "stage", "format", "size", "created_at", "created_by")
    list_filter = ("stage", "format")
    list_select_related = ("created_by",)
    search_fields = ("name",)


@admin.register(MemberImportProfile)
class MemberImportProfileAdmin(ReadOnlyAdmin):
    list_display = ("name",)
    search_fields = ("name",)


@admin.register(RollOver)
class RollOverAdmin(ReadOnlyAdmin):
    """The roll-overs that were carried out. Whom they were about is on their own pages."""

    list_display = ("done_at", "done_by", "expires_on", "let_go_at", "undone_at")
    list_filter = ("done_at",)
    list_select_related = ("done_by",)
