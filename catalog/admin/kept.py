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


@admin.register(models.Stocktake)
class StocktakeAdmin(ReadOnlyAdmin):
    """Which shelves were counted, and when."""

    list_display = ("__str__", "opened_at", "opened_by", "closed_at", "closed_by")
    list_select_related = ("branch", "opened_by", "closed_by")


@admin.register(models.StocktakeLine)
class StocktakeLineAdmin(ReadOnlyAdmin):
    """What was found of each copy."""

    list_display = ("barcode", "finding", "scanned_at", "scanned_by", "marked_missing")
    list_select_related = ("scanned_by",)
    search_fields = ("barcode",)


@admin.register(models.BarcodeSeries)
class BarcodeSeriesAdmin(ReadOnlyAdmin):
    """How far our own barcodes have been given out."""

    list_display = ("name", "last")


@admin.register(models.BookMerge)
class BookMergeAdmin(ReadOnlyAdmin):
    """Which record went into which, and what was so before."""

    list_display = ("gone", "kept", "merged_at", "merged_by")
    list_select_related = ("gone", "kept", "merged_by")
    search_fields = ("gone__title", "kept__title")


@admin.register(models.HeadingMerge)
class HeadingMergeAdmin(ReadOnlyAdmin):
    """Which name or subject went into which, and what was so before."""

    list_display = ("gone_name", "word", "merged_at", "merged_by")
    list_select_related = ("merged_by",)
    search_fields = ("gone_name",)


@admin.register(models.BooksApart)
class BooksApartAdmin(ReadOnlyAdmin):
    """Of which records somebody has said that they are two books."""

    list_display = ("first", "second", "said_at", "said_by")
    list_select_related = ("first", "second", "said_by")
    search_fields = ("first__title", "second__title")
