"""Labels: chosen on a page, printed as PDF or by the browser."""

from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from catalog.models import Copy
from catalog.services import label_art
from catalog.web import label_choice, label_forms
from core.web.views import ServiceFormView, StaffPage


class Labels(StaffPage, ServiceFormView):
    """Choose copies and a sheet; the answer is what goes to the printer."""

    permission_required = "catalog.view_copy"
    template_name = "catalog/labels.html"
    form_class = label_forms.Labels

    @cached_property
    def along(self) -> label_choice.Along:
        """The copies that come along from the list."""
        return label_choice.along(self.request)

    def get_initial(self) -> dict[str, Any]:
        sheet = self.request.session.get("label_sheet", "a4-3x8-margins")
        ticked = [] if "all" in self.request.GET else self.along.ids
        since = self.request.GET.get("since", "")[:10]
        return {"copy": [str(each) for each in ticked], "sheet": sheet, "since": since}

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """How many copies have been chosen already, and the parts of a list that is too long."""
        said = {"title": _("Labels"), "along": self.along, "parts": self.parts()}
        return super().get_context_data(**said, **context)

    def parts(self) -> list[dict[str, Any]]:
        """The parts of a list of more copies than get labels at once, as links."""
        said = {name: value for name, value in self.request.GET.dict().items() if value}
        return [
            {
                "url": f"?{urlencode(said | {'part': number})}",
                "label": f"{first}–{last}" if first < last else str(first),
                "is_chosen": first == self.along.first,
            }
            for number, (first, last) in enumerate(self.along.parts, start=1)
        ]

    def perform(self, data: dict[str, Any]) -> list[Copy]:
        """The copies. Raises ``NothingChosen``, ``UnknownBarcode``, ``NoBarcodeRange``,
        ``TooManyChosen``, ``LabelTooSmall``.
        """
        chosen = label_choice.wanted({**data, "copy": [*data["copy"], *self.along.ids]})
        label_art.pages(chosen, self.order)
        return chosen

    def form_valid(self, form: forms.Form) -> HttpResponse:
        """Remember the sheet for the next time."""
        self.order = form.order()  # type: ignore[attr-defined]
        self.request.session["label_sheet"] = form.cleaned_data["sheet"].code
        return super().form_valid(form)

    def done(self, outcome: list[Copy]) -> HttpResponse:
        """The sheets."""
        if self.request.POST.get("as") == label_forms.PAGE:
            return printed(self.request, outcome, self.order)
        return as_pdf(outcome, self.order)


def as_pdf(chosen: list[Copy], order: label_art.Order) -> HttpResponse:
    """The labels as a file that opens in the browser."""
    return HttpResponse(
        label_art.pdf(chosen, order),
        content_type="application/pdf",
        headers={"Content-Disposition": 'inline; filename="labels.pdf"'},
    )


def printed(request: HttpRequest, chosen: list[Copy], order: label_art.Order) -> HttpResponse:
    """The labels as a page that the browser prints."""
    drawn = label_art.pages(chosen, order)
    context = {"title": _("Labels"), "pages": drawn, "sheet": order.sheet}
    return render(request, "components/label_sheets.html", context)
