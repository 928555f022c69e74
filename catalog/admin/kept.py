"""What is only looked at."""

from django.contrib import admin

from accounts.admin import ReadOnlyAdmin
from catalog import models


@admin.register(models.Isbn)
class IsbnAdmin(ReadOnlyAdmin):
    """Which book has a number, also of those withdrawn."""

    list_display = ("isbn13", "book", "is_current")
    list_select_related = ("book",)
    search_fields = ("isbn13",)


@admin.register(models.SearchEntry)
class SearchEntryAdmin(ReadOnlyAdmin):
    """What a book is found by."""

    list_display = ("book", "title")
    list_select_related = ("book",)
    search_fields = ("title",)


@admin.register(models.BarcodeSeries)
class BarcodeSeriesAdmin(ReadOnlyAdmin):
    """How far our own barcodes have been given out."""

    list_display = ("name", "last")
