"""A book: seen, added, edited, withdrawn, brought back, given a cover."""

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.web.once import OncePage
from catalog import errors
from catalog.models import Book
from catalog.selectors import records
from catalog.services import books, books_back, covers
from catalog.web import book_page, questions, scanned
from catalog.web.conflicts import EditPage
from catalog.web.deeds import StaffDeed
from catalog.web.forms import BookForm, ConfirmForm, CoverForm, EditBookForm, book_facts
from core.web.uploads import FilePage
from core.web.views import ServiceFormView


@require_safe
def book(request: HttpRequest, book_id: UUID) -> HttpResponse:
    """All about a book, and where its copies are. Whoever may bring back what was withdrawn is
    asked whether to.
    """
    record = records.one(book_id)
    if record is not None:
        return render(request, "catalog/book.html", book_page.context(request, record))
    withdrawn = Book.objects.filter(pk=book_id, merge=None)
    if request.user.has_perm("catalog.delete_book") and withdrawn.exists():
        return HttpResponseRedirect(reverse("catalog:book_bring_back", args=[book_id]))
    raise errors.UnknownBook


class BookPage(StaffDeed, ServiceFormView):
    """A page of staff about one book."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Note which book."""
        super().setup(request, *args, **kwargs)
        self.book_id: UUID = kwargs["book_id"]

    def book(self) -> Book:
        """The book. Raises ``UnknownBook``."""
        found = Book.objects.current().with_details().filter(pk=self.book_id).first()
        if found is None:
            raise errors.UnknownBook
        return found

    def get_success_url(self) -> str:
        """The book's page."""
        return reverse("catalog:book", args=[self.book_id])


class AddBook(StaffDeed, OncePage):
    """Write the record of a book."""

    permission_required = "catalog.add_book"
    template_name = "catalog/book_form.html"
    form_class = BookForm
    scanned = scanned.NOTHING

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The form: empty, or filled in with what is known of the ISBN that was scanned. A book
        that the library has is shown instead, to be given a copy.
        """
        self.scanned = scanned.look(request.GET.get("isbn", ""))
        if self.scanned.book_id:
            messages.info(request, _("The catalogue has this book: add the copy to it."))
            return HttpResponseRedirect(reverse("catalog:copy_add", args=[self.scanned.book_id]))
        return super().get(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        """What is known of the book that was scanned."""
        return self.scanned.initial

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """The words of the page."""
        said = {"title": _("Add a book"), "back_url": reverse("catalog:book_new"), "is_new": True}
        return super().get_context_data(**context, **said, scanned=self.scanned)

    def deed(self, data: dict[str, Any]) -> str:
        """Add the book; its id."""
        added = books.add(
            book_facts(data),
            **self.deed_of,
        )
        return str(added.book.pk)

    def done(self, outcome: str) -> HttpResponse:
        messages.success(self.request, _("The book was added."))
        to = "catalog:copy_add" if "with_copy" in self.request.POST else "catalog:book"
        return HttpResponseRedirect(reverse(to, args=[outcome]))


class EditBook(BookPage, EditPage):
    """Correct the record of a book."""

    permission_required = "catalog.change_book"
    template_name = "catalog/book_form.html"
    form_class = EditBookForm

    def get_initial(self) -> dict[str, Any]:
        """The record as it is."""
        facts, revision = self.as_it_is()
        lines = {"isbns": "\n".join(facts.isbns), "subjects": "\n".join(facts.subjects)}
        return {**vars(facts), **lines, "revision": revision}

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """The words of the page."""
        said = {"title": _("Edit the book"), "back_url": self.get_success_url()}
        return super().get_context_data(**context, **said)

    def facts(self, data: dict[str, Any]) -> books.Facts:
        """The record as typed."""
        return book_facts(data)

    def as_it_is(self) -> tuple[books.Facts, int]:
        """The record as it is now."""
        now = self.book()
        return books.facts_of(now), now.revision

    def perform(self, data: dict[str, Any]) -> Book:
        return books.edit(self.book_id, self.facts(data), revision=data["revision"], **self.deed_of)

    def done(self, outcome: Book) -> HttpResponse:
        messages.success(self.request, _("The book was saved."))
        return super().done(outcome)


class WithdrawBook(BookPage):
    """Take a book and its copies out of the catalogue."""

    permission_required = "catalog.delete_book"
    template_name = "catalog/withdraw.html"
    form_class = ConfirmForm

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """What will happen, or why it cannot."""
        said = questions.withdraw_book(self.book()) | {"back_url": self.get_success_url()}
        return super().get_context_data(**context, **said)

    def perform(self, data: dict[str, Any]) -> Book:
        return books.withdraw(self.book_id, **self.deed_of)

    def done(self, outcome: Book) -> HttpResponse:
        words = _("“%(title)s” was withdrawn.") % {"title": outcome.title}
        messages.success(self.request, words)
        return HttpResponseRedirect(reverse("catalog:home"))


class BringBackBook(BookPage):
    """Take a withdrawn book into the catalogue again."""

    permission_required = "catalog.delete_book"
    template_name = "catalog/withdraw.html"
    form_class = ConfirmForm

    def book(self) -> Book:
        """The book, withdrawn or not. Raises ``UnknownBook``."""
        found = Book.objects.filter(pk=self.book_id).first()
        if found is None:
            raise errors.UnknownBook
        return found

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """What will happen, or why it cannot."""
        said = questions.bring_back_book(self.book()) | {"back_url": reverse("catalog:copies")}
        return super().get_context_data(**context, **said)

    def perform(self, data: dict[str, Any]) -> Book:
        return books_back.bring_back(self.book_id, **self.deed_of)

    def done(self, outcome: Book) -> HttpResponse:
        messages.success(self.request, _("“%(title)s” is back.") % {"title": outcome.title})
        return super().done(outcome)


class Cover(BookPage, FilePage):
    """Give a book a cover, or take it away."""

    permission_required = "catalog.change_book"
    template_name = "catalog/cover.html"
    form_class = CoverForm

    @property
    def most_bytes(self) -> int:
        """As for every picture."""
        return int(settings.MAX_COVER_BYTES)

    @property
    def too_large(self) -> errors.InvalidCover:
        """As the service says it of a picture that came whole."""
        return errors.InvalidCover()

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """The book, and its cover as it is."""
        record = records.one(self.book_id)
        if record is None:
            raise errors.UnknownBook
        said = records.shown(record)
        return super().get_context_data(book=said, back_url=self.get_success_url(), **context)

    def get_form_class(self) -> type[forms.Form]:
        """Taking the cover away needs no picture."""
        return ConfirmForm if "remove" in self.request.POST else CoverForm

    def perform(self, data: dict[str, Any]) -> Book:
        if "remove" in self.request.POST:
            return covers.remove(self.book_id, **self.deed_of)
        return covers.put(self.book_id, data["cover"], **self.deed_of)

    def done(self, outcome: Book) -> HttpResponse:
        said = _("The cover was saved.") if outcome.cover else _("The cover was removed.")
        messages.success(self.request, said)
        return super().done(outcome)
