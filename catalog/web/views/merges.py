"""Two records of one book: found, compared, merged."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import TemplateView

from catalog.models import Book
from catalog.selectors import duplicates
from catalog.services import apart, merges, partings
from catalog.web import copies_forms, merging, shown
from catalog.web.deeds import StaffDeed
from catalog.web.merging import MergeForm
from catalog.web.views.books import BookPage
from core.web.views import StaffPage


class Duplicates(StaffPage, TemplateView):
    """Records that may be of one book, to be compared."""

    permission_required = "catalog.change_book"
    template_name = "catalog/duplicates.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """The groups, each with the ways to compare two of it."""
        found = duplicates.suggested(self.request.GET.get("after", "")[:300])
        groups = [merging.group([shown.row(row) for row in rows]) for rows in found.groups]
        after = urlencode({"after": found.next})
        next_url = f"{self.request.path}?{after}" if found.next else ""
        return super().get_context_data(**context, groups=groups, next_url=next_url)


class MergeBook(BookPage):
    """Merge another record into this one: which other, then what to take of it."""

    permission_required = "catalog.change_book"
    template_name = "catalog/merge.html"
    form_class = MergeForm

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Note which other record, if one has been chosen."""
        super().setup(request, *args, **kwargs)
        self.other_id: UUID | None = merging.other_of(request)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Both records side by side; or where to look for the other."""
        said = merging.compared(self.book_id, self.other_id, self.request)
        return super().get_context_data(**context, **said, back_url=self.get_success_url())

    def perform(self, data: dict[str, Any]) -> Book:
        return merges.merge(
            data["other"],
            self.book_id,
            take=data["take"],
            revisions=(data["other_revision"], data["revision"]),
            **self.deed_of,
        )

    def done(self, outcome: Book) -> HttpResponse:
        messages.success(self.request, _("The records were merged."))
        return super().done(outcome)


class Part(StaffDeed, View):
    """Undo the merge of another record into this one."""

    permission_required = "catalog.change_book"

    def post(self, request: HttpRequest, book_id: UUID, gone_id: UUID) -> HttpResponse:
        """Undo it, and show the book that is there again."""
        partings.part(book_id, gone_id, **self.deed_of)
        messages.success(request, _("The merge was undone. This is the record that had gone."))
        return HttpResponseRedirect(reverse("catalog:book", args=[gone_id]))


class Apart(StaffDeed, View):
    """Say that records are not of one book, so that they are not offered as duplicates again."""

    permission_required = "catalog.change_book"

    def post(self, request: HttpRequest, book_id: UUID) -> HttpResponse:
        """Note it, and go on with the list."""
        others = copies_forms.ids_sent(request.POST.getlist("other"), apart.MOST)
        apart.say(book_id, others, **self.deed_of)
        messages.success(request, _("Noted: they are not offered as duplicates again."))
        return HttpResponseRedirect(reverse("catalog:duplicates"))
