"""Copies."""

from dataclasses import replace
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from catalog import errors, models
from catalog.admin.deeds import deed_of
from catalog.admin.revised import RevisedAdmin, RevisedForm
from catalog.services import copies, copy_barcodes
from core import barcodes
from core.errors import LibraryError

NOTED = (
    "barcode",
    "branch",
    "copy_type",
    "shelf_location",
    "call_number",
    "acquired_on",
    "price_minor",
    "note",
    "alerts_at_desk",
    "parts",
    "reference_only",
    "on_order",
)


class CopyForm(RevisedForm[models.Copy]):
    """What is noted of a copy. Without a barcode a new one gets the next number."""

    class Meta:
        model = models.Copy
        fields = ("book", *NOTED)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "barcode" in self.fields and self.instance._state.adding:
            self.fields["barcode"].required = False

    def clean_book(self) -> models.Book:
        """One that may have copies. Raises ``ValidationError``."""
        book: models.Book = self.cleaned_data["book"]
        if book.withdrawn_at:
            raise forms.ValidationError(str(errors.UnknownBook()))
        return book

    def clean_barcode(self) -> str:
        """As it is kept. Raises ``ValidationError`` for what a copy cannot be given anew."""
        barcode = barcodes.normal(self.cleaned_data["barcode"] or "")
        if barcode != self.instance.barcode:
            try:
                copy_barcodes.demand_free(barcode, copy_barcodes.of_others([barcode]))
            except LibraryError as refusal:
                raise forms.ValidationError(str(refusal)) from refusal
        return barcode

    def _get_validation_exclusions(self) -> set[str]:
        left_out: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return left_out if self.cleaned_data.get("barcode") else left_out | {"barcode"}


@admin.register(models.Copy)
class CopyAdmin(RevisedAdmin[models.Copy]):
    """Copies. Where they are and what became of them is changed by what is done with them."""

    form = CopyForm
    list_display = ("barcode", "book", "branch", "copy_type", "call_number", "is_on_loan")
    list_filter = ("branch", "copy_type", "is_on_loan", "on_order", "reference_only")
    list_select_related = ("book", "branch", "copy_type")
    search_fields = ("barcode", "call_number")
    autocomplete_fields = ("book",)
    show_full_result_count = False
    readonly_fields = (
        "is_on_loan",
        "last_seen_at",
        "lost_at",
        "missing_at",
        "damaged_at",
        "withdrawn_at",
        "withdrawn_for",
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """A copy stays the copy of its book."""
        return (*self.readonly_fields, "book") if obj else self.readonly_fields

    def has_change_permission(self, request: HttpRequest, obj: models.Copy | None = None) -> bool:
        """What is withdrawn is only looked at."""
        return super().has_change_permission(request, obj) and not (obj and obj.withdrawn_at)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Copies are withdrawn, on their book's page."""
        return False

    def save_model(self, request: HttpRequest, obj: models.Copy, form: Any, change: bool) -> None:
        """Add or edit through the services."""
        said = {name: form.cleaned_data[name] for name in form.cleaned_data if name in NOTED}
        if not change:
            added = copies.add(obj.book, copies.Facts(**said), **deed_of(request))
            obj.pk, obj.barcode = added.pk, added.barcode
            return
        kept = models.Copy.objects.select_related("branch", "copy_type").get(pk=obj.pk)
        facts = replace(copies.facts_of(kept), **said)
        revision = form.cleaned_data["seen_revision"]
        copies.edit(obj.pk, facts, revision=revision, **deed_of(request))
