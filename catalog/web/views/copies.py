"""Copies: added, edited, withdrawn, brought back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.web.once import OncePage
from catalog import errors
from catalog.models import Book, Copy
from catalog.services import copies, copies_gone
from catalog.web import questions
from catalog.web.conflicts import EditPage
from catalog.web.deeds import StaffDeed
from catalog.web.forms import ConfirmForm, CopyForm, EditCopyForm, WithdrawCopyForm, copy_facts
from core import clock
from core.web.views import ServiceFormView

# What the next copy of a book most likely has in common with the last.
_ALIKE = ("branch", "copy_type", "shelf_location", "call_number")


class AddCopy(StaffDeed, OncePage):
    """Add a copy of a book."""

    permission_required = "catalog.add_copy"
    template_name = "catalog/copy_form.html"
    form_class = CopyForm

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Note which book."""
        super().setup(request, *args, **kwargs)
        self.book_id: UUID = kwargs["book_id"]

    def book(self) -> Book:
        """The book. Raises ``UnknownBook``."""
        found = Book.objects.current().filter(pk=self.book_id).first()
        if found is None:
            raise errors.UnknownBook
        return found

    def get_initial(self) -> dict[str, Any]:
        """As the copy before it; the first is bought today and stands under the book's class."""
        book = self.book()
        last = book.copies.current().order_by("id").last()
        alike = {name: getattr(last, name) for name in _ALIKE} if last else {}
        today = clock.day(clock.now())
        return {"acquired_on": today, "call_number": book.classification} | alike

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """The words of the page."""
        url = reverse("catalog:book", args=[self.book_id])
        said = {"title": _("Add a copy"), "book": self.book(), "back_url": url, "is_new": True}
        return super().get_context_data(**context, **said)

    def deed(self, data: dict[str, Any]) -> str:
        """Add the copy; its barcode."""
        copy = copies.add(
            self.book(),
            copy_facts(data),
            **self.deed_of,
        )
        return copy.barcode

    def done(self, outcome: str) -> HttpResponse:
        said = _("The copy %(barcode)s was added.") % {"barcode": outcome}
        messages.success(self.request, said)
        to = "catalog:copy_add" if "another" in self.request.POST else "catalog:book"
        return HttpResponseRedirect(reverse(to, args=[self.book_id]))


class CopyPage(StaffDeed, ServiceFormView):
    """A page of staff about one copy."""

    is_of_current = True

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Note which copy."""
        super().setup(request, *args, **kwargs)
        self.copy_id: UUID = kwargs["copy_id"]

    def copy(self) -> Copy:
        """The copy, withdrawn or not. Raises ``UnknownCopy``."""
        rows = Copy.objects.select_related("book", "branch", "copy_type")
        found = rows.filter(pk=self.copy_id).first()
        if found is None:
            raise errors.UnknownCopy
        return found

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page; with a copy that was withdrawn nothing can be done but to bring it back."""
        if self.copy().withdrawn_at and self.is_of_current:
            url = reverse("catalog:copy_bring_back", args=[self.copy_id])
            return HttpResponseRedirect(url)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """The copy, and the way back to its book."""
        found = self.copy()
        url = reverse("catalog:book", args=[found.book_id])
        return super().get_context_data(copy=found, book=found.book, back_url=url, **context)

    def done(self, outcome: Copy) -> HttpResponse:
        return HttpResponseRedirect(reverse("catalog:book", args=[outcome.book_id]))


class EditCopy(CopyPage, EditPage):
    """Correct what is noted of a copy."""

    permission_required = "catalog.change_copy"
    template_name = "catalog/copy_form.html"
    form_class = EditCopyForm

    def get_initial(self) -> dict[str, Any]:
        """What is noted now."""
        facts, revision = self.as_it_is()
        return vars(facts) | {"revision": revision}

    def get_form_kwargs(self) -> dict[str, Any]:
        """A branch that has closed stays a choice for what stands in it."""
        return super().get_form_kwargs() | {"copy": self.copy()}

    def facts(self, data: dict[str, Any]) -> copies.Facts:
        """What was typed."""
        return copy_facts(data)

    def as_it_is(self) -> tuple[copies.Facts, int]:
        """What is noted now."""
        now = self.copy()
        return copies.facts_of(now), now.revision

    def perform(self, data: dict[str, Any]) -> Copy:
        return copies.edit(
            self.copy_id, self.facts(data), revision=data["revision"], **self.deed_of
        )

    def done(self, outcome: Copy) -> HttpResponse:
        said = _("The copy %(barcode)s was saved.") % {"barcode": outcome.barcode}
        messages.success(self.request, said)
        return super().done(outcome)


class WithdrawCopy(CopyPage):
    """Take a copy out of the library."""

    permission_required = "catalog.delete_copy"
    template_name = "catalog/withdraw.html"
    form_class = WithdrawCopyForm

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """What will happen, or why it cannot."""
        said = questions.withdraw_copy(self.copy())
        return super().get_context_data(**context, **said)

    def perform(self, data: dict[str, Any]) -> Copy:
        return copies.withdraw(self.copy_id, reason=data["reason"], **self.deed_of)

    def done(self, outcome: Copy) -> HttpResponse:
        said = _("The copy %(barcode)s was withdrawn.") % {"barcode": outcome.barcode}
        messages.success(self.request, said)
        return super().done(outcome)


class BringBackCopy(CopyPage):
    """Take a withdrawn copy into the library again."""

    permission_required = "catalog.delete_copy"
    template_name = "catalog/withdraw.html"
    form_class = ConfirmForm
    is_of_current = False

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """What will happen, or why it cannot."""
        said = questions.bring_back_copy(self.copy())
        return super().get_context_data(**context, **said)

    def perform(self, data: dict[str, Any]) -> Copy:
        return copies_gone.bring_back(self.copy_id, **self.deed_of)

    def done(self, outcome: Copy) -> HttpResponse:
        said = _("The copy %(barcode)s is back.") % {"barcode": outcome.barcode}
        messages.success(self.request, said)
        return super().done(outcome)
