"""Imports, to be looked at: what is done with them is done on their own pages."""

from django.contrib import admin

from accounts.admin import ReadOnlyAdmin
from catalog import models


@admin.register(models.ImportBatch)
class ImportBatchAdmin(ReadOnlyAdmin):
    """The files that were imported."""

    list_display = ("name", "stage", "format", "size", "created_at", "created_by")
    list_filter = ("stage", "format")
    search_fields = ("name",)


@admin.register(models.ImportProfile)
class ImportProfileAdmin(ReadOnlyAdmin):
    """The ways of reading that were kept."""

    list_display = ("name", "format", "created_at")
    search_fields = ("name",)
