"""Contributors and subjects."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from catalog import models
from catalog.admin.deeds import deed_of
from catalog.services import heading_deeds
from core import text


class HeadingAdmin(admin.ModelAdmin[Any]):
    """Entries that books share: made with the books, renamed here for all of them at once."""

    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(models.Contributor)
class ContributorAdmin(HeadingAdmin):
    """Who made the books."""

    list_display = ("name", "sort_name")
    search_fields = ("sort_name",)
    fields = ("name",)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Rename in every book."""
        heading_deeds.rename_contributor(obj.pk, text.one_line(obj.name), **deed_of(request))


@admin.register(models.Subject)
class SubjectAdmin(HeadingAdmin):
    """What the books are about."""

    list_display = ("heading", "sort_heading")
    search_fields = ("sort_heading",)
    fields = ("heading",)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Rename in every book."""
        heading_deeds.rename_subject(obj.pk, text.one_line(obj.heading), **deed_of(request))
