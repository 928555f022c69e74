"""Records."""

from dataclasses import replace
from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from catalog import models
from catalog.admin.deeds import deed_of
from catalog.admin.revised import RevisedAdmin, RevisedForm
from catalog.search import engine
from catalog.services import books

MOST_FOUND = 200
"""Books that a search in the administration lists: the best."""


class LookedAt(admin.TabularInline[Any, Any]):
    """Rows beside a record that are changed on the catalogue's own pages."""

    extra = 0
    can_delete = False
    show_change_link = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ContributionInline(LookedAt):
    model = models.Contribution
    fields = readonly_fields = ("contributor", "role", "position")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("contributor")


class IsbnInline(LookedAt):
    model = models.Isbn
    fields = readonly_fields = ("isbn13", "position", "is_current")


class BookSubjectInline(LookedAt):
    model = models.BookSubject
    fields = readonly_fields = ("subject",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("subject")


class CopyInline(LookedAt):
    model = models.Copy
    fields = readonly_fields = (
        "barcode",
        "branch",
        "copy_type",
        "call_number",
        "is_on_loan",
        "withdrawn_at",
    )
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("branch", "copy_type")


class BookForm(RevisedForm[models.Book]):
    """The columns of a record."""

    class Meta:
        model = models.Book
        fields = (
            "title",
            "subtitle",
            "alternative_title",
            "edition",
            "publisher",
            "year",
            "language",
            "classification",
            "description",
        )


@admin.register(models.Book)
class BookAdmin(RevisedAdmin[models.Book]):
    """Records. Contributors, numbers, subjects and copies are changed on the book's own page."""

    form = BookForm
    list_display = ("title", "author", "year", "language", "copy_count", "withdrawn_at")
    list_filter = (("withdrawn_at", admin.EmptyFieldListFilter), "language", "created_at")
    search_fields = ("title",)
    search_help_text = _("As in the catalogue: words, author:name, subject:word, an ISBN.")
    show_full_result_count = False
    inlines = (ContributionInline, IsbnInline, BookSubjectInline, CopyInline)
    readonly_fields = ("page", "sort_title", "cover", "created_at", "updated_at", "withdrawn_at")

    def get_inlines(self, request: HttpRequest, obj: Any = None) -> Any:
        """Nothing hangs on a book that is not there yet."""
        return self.inlines if obj else ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[models.Book]:
        current = Count("copies", filter=Q(copies__withdrawn_at=None))
        books_there = super().get_queryset(request).annotate(copy_count=current)
        return books_there.prefetch_related("contributions__contributor")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """What the catalogue's own search finds."""
        if not search_term.strip():
            return queryset, False
        found = engine.search(engine.Wanted(typed=search_term), page_size=MOST_FOUND)
        return queryset.filter(pk__in=found.book_ids), False

    def has_change_permission(self, request: HttpRequest, obj: models.Book | None = None) -> bool:
        """What is withdrawn is only looked at."""
        return super().has_change_permission(request, obj) and not (obj and obj.withdrawn_at)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Books are withdrawn, on their own page; their past stays explained."""
        return False

    def save_model(self, request: HttpRequest, obj: models.Book, form: Any, change: bool) -> None:
        """Add or edit through the services."""
        said = {name: form.cleaned_data[name] for name in BookForm.Meta.fields}
        if not change:
            obj.pk = books.add(books.Facts(**said), **deed_of(request)).book.pk
            return
        kept = models.Book.objects.with_details().get(pk=obj.pk)
        facts = replace(books.facts_of(kept), **said)
        revision = form.cleaned_data["seen_revision"]
        books.edit(obj.pk, facts, revision=revision, **deed_of(request))

    @admin.display(description=_("copies"), ordering="copy_count")
    def copy_count(self, book: Any) -> int:
        """How many copies it has."""
        return int(book.copy_count)

    @admin.display(description=_("page"))
    def page(self, book: models.Book) -> str:
        """The way to where everything else is changed."""
        if book.withdrawn_at or book._state.adding:
            return "–"
        url = reverse("catalog:book", args=[book.pk])
        return format_html('<a href="{}">{}</a>', url, _("Open in the catalogue"))
