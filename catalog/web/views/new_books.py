"""New books, one after the other: scanned, or added with three words."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from accounts.web.once import OncePage
from catalog.services import quick
from catalog.web.deeds import StaffDeed
from catalog.web.new_forms import QuickForm
from core import clock
from core.web.views import StaffPage


class NewBooks(StaffPage, TemplateView):
    """The ways in for new books. A scan leads to the filled-in form."""

    permission_required = "catalog.add_book"
    template_name = "catalog/new_books.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Where the labels of the day are."""
        return super().get_context_data(**context, labels_url=labels_url())


class QuickAdd(StaffDeed, OncePage):
    """A book and its one copy in one short form; the next is scanned at once."""

    permission_required = ("catalog.add_book", "catalog.add_copy")
    template_name = "catalog/quick.html"
    form_class = QuickForm

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Where the labels of the day are."""
        return super().get_context_data(**context, labels_url=labels_url())

    def get_initial(self) -> dict[str, Any]:
        """Branch and kind as in the form before."""
        return {name: self.request.GET.get(name, "") for name in ("branch", "copy_type")}

    def deed(self, data: dict[str, Any]) -> dict[str, str]:
        """Add both; what to say of them."""
        book, copy = quick.add(quick.Facts(**data), **self.deed_of)
        return {
            "book": str(book.pk),
            "title": book.title,
            "barcode": copy.barcode,
            "branch": str(copy.branch_id),
            "copy_type": str(copy.copy_type_id),
        }

    def done(self, outcome: dict[str, str]) -> HttpResponse:
        """The form again, empty, for the next book."""
        words = _("“%(title)s” was added; its copy has the barcode %(barcode)s.")
        messages.success(self.request, words % outcome)
        kept = f"branch={outcome['branch']}&copy_type={outcome['copy_type']}"
        return HttpResponseRedirect(f"{reverse('catalog:book_quick')}?{kept}")


def labels_url() -> str:
    """The page of labels, for the copies that were added today."""
    today = timezone.localtime(clock.now()).date()
    return f"{reverse('catalog:labels')}?{urlencode({'since': today.isoformat()})}"
