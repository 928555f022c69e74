"""Many copies at once: added, changed, withdrawn, brought back, deleted."""

from collections.abc import Callable
from functools import cached_property
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.web.once import OncePage
from catalog import errors
from catalog.domain.copies import MOST_AT_ONCE
from catalog.selectors import copies as found
from catalog.services import copies_many
from catalog.services.copies_many import Outcome
from catalog.web import copies_forms, copies_rows
from catalog.web.deeds import StaffDeed
from catalog.web.forms import copy_facts
from catalog.web.views.copies import AddCopy

REASONS_TOLD = 20
_WAYS = {"count", "first_barcode", "last_barcode", "barcodes"}


class AddMany(AddCopy):
    """Several copies of a book, alike but for their barcodes."""

    template_name = "catalog/copies_add.html"
    form_class = copies_forms.AddMany

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """The words of the page."""
        return super().get_context_data(**context) | {"title": _("Add several copies")}

    def deed(self, data: dict[str, Any]) -> Any:
        """Add them; their ids."""
        facts = copy_facts({name: data[name] for name in data if name not in _WAYS})
        wanted = copies_forms.wanted_barcodes(data)
        made = copies_many.add(self.book(), facts, wanted, **self.deed_of)
        return [str(copy.pk) for copy in made]

    def done(self, outcome: Any) -> HttpResponse:
        said = ngettext("%(n)s copy was added.", "%(n)s copies were added.", len(outcome))
        messages.success(self.request, said % {"n": len(outcome)})
        return HttpResponseRedirect(f"{reverse('catalog:book', args=[self.book_id])}#copies")


class Many(StaffDeed, OncePage):
    """A deed on the copies that were chosen in the list or are scanned here."""

    template_name = "catalog/copies_many.html"
    title: Any = ""
    confirm: Any = ""

    @cached_property
    def ids(self) -> list[UUID]:
        """The copies that come along from the list: those ticked, or all that it holds."""
        return copies_forms.ids_along(self.request, MOST_AT_ONCE)

    def get_initial(self) -> dict[str, Any]:
        return {"copy": [str(each) for each in self.ids[:MOST_AT_ONCE]]}

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """The copies, and the words of the page."""
        chosen, _unknown = found.chosen(self.ids[:MOST_AT_ONCE], [])
        return super().get_context_data(
            title=self.title,
            confirm=self.confirm,
            rows=[copies_rows.row(copy) for copy in chosen],
            has_more=len(self.ids) > MOST_AT_ONCE,
            most=MOST_AT_ONCE,
            back_url=reverse("catalog:copies"),
            **context,
        )

    def to_all(self, data: dict[str, Any]) -> Callable[[list[UUID]], Outcome]:
        """The deed, to be done to the chosen copies."""
        raise NotImplementedError

    def deed(self, data: dict[str, Any]) -> dict[str, Any]:
        """Do it to all that can have it done. Raises ``NothingChosen``, ``TooManyChosen``."""
        chosen, unknown = found.chosen(data["copy"], data["barcodes"])
        if not chosen:
            raise errors.NothingChosen
        came = self.to_all(data)([copy.pk for copy in chosen])
        not_known = [str(errors.UnknownBarcode(barcode=code)) for code in unknown]
        refused = [f"{barcode}: {reason}" for barcode, reason in came.refused]
        return {"done": len(came.done), "refused": not_known + refused}

    def done(self, outcome: Any) -> HttpResponse:
        count, refused = outcome["done"], outcome["refused"]
        if count:
            said = ngettext("Done for %(n)s copy.", "Done for %(n)s copies.", count)
            messages.success(self.request, said % {"n": count})
        for reason in refused[:REASONS_TOLD]:
            messages.warning(self.request, reason)
        if more := len(refused) - len(refused[:REASONS_TOLD]):
            said = ngettext("And %(n)s more.", "And %(n)s more.", more)
            messages.warning(self.request, said % {"n": more})
        return HttpResponseRedirect(reverse("catalog:copies"))


class ChangeMany(Many):
    """Move copies, or note the same of all of them."""

    permission_required = "catalog.change_copy"
    form_class = copies_forms.ChangeMany
    title = gettext_lazy("Move or change copies")
    confirm = gettext_lazy("Change them")

    def to_all(self, data: dict[str, Any]) -> Callable[[list[UUID]], Outcome]:
        wanted = copies_forms.change_of(data)
        return lambda ids: copies_many.change(ids, wanted, **self.deed_of)


class WithdrawMany(Many):
    """Take copies out of the library."""

    permission_required = "catalog.delete_copy"
    form_class = copies_forms.WithdrawMany
    title = gettext_lazy("Withdraw copies")
    confirm = gettext_lazy("Withdraw them")

    def to_all(self, data: dict[str, Any]) -> Callable[[list[UUID]], Outcome]:
        return lambda ids: copies_many.withdraw(ids, reason=data["reason"], **self.deed_of)


class BringBackMany(Many):
    """Take withdrawn copies into the library again."""

    permission_required = "catalog.delete_copy"
    form_class = copies_forms.Chosen
    title = gettext_lazy("Bring copies back")
    confirm = gettext_lazy("Bring them back")

    def to_all(self, data: dict[str, Any]) -> Callable[[list[UUID]], Outcome]:
        return lambda ids: copies_many.bring_back(ids, **self.deed_of)


class DeleteMany(Many):
    """Delete copies that were added by mistake."""

    permission_required = "catalog.delete_copy"
    form_class = copies_forms.Chosen
    title = gettext_lazy("Delete copies added by mistake")
    confirm = gettext_lazy("Delete them for good")

    def to_all(self, data: dict[str, Any]) -> Callable[[list[UUID]], Outcome]:
        return lambda ids: copies_many.erase(ids, **self.deed_of)
