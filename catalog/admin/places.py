"""Branches and types."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from catalog import models
from catalog.admin.deeds import deed_of
from catalog.services import label_sheets, places


class PlaceAdmin(admin.ModelAdmin[Any]):
    """What copies have in common; its name is seen in every book that has one."""

    search_fields = ("name", "code")

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **options: Any
    ) -> Any:
        """The form, which says of the code that it is for good."""
        said = {"code": _("Searches and addresses use it, so it stays as it is once saved.")}
        return super().get_form(request, obj, change, help_texts=said, **options)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """The code stays: every book that has such copies is found by it."""
        return ("code",) if obj else ()

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save through the service, so that books are seen with the new name."""
        places.save(obj, **deed_of(request))


@admin.register(models.Branch)
class BranchAdmin(PlaceAdmin):
    """Where the library has shelves and a desk."""

    list_display = ("name", "code", "time_zone", "is_active")
    list_filter = ("is_active",)


@admin.register(models.LabelSheet)
class LabelSheetAdmin(admin.ModelAdmin[models.LabelSheet]):
    """Sheets of labels as they are bought; a new one is entered with its measures."""

    list_display = ("name", "code", "columns", "rows", "label_width", "label_height")
    search_fields = ("name", "code")

    def save_model(
        self, request: HttpRequest, obj: models.LabelSheet, form: Any, change: bool
    ) -> None:
        """Save through the service."""
        label_sheets.save(obj, **deed_of(request))


@admin.register(models.CopyType)
class CopyTypeAdmin(PlaceAdmin):
    """Kinds of things that are lent."""

    list_display = ("name", "code")
