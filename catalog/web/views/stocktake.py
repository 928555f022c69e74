"""Stocktakes: the list, the scanning, the report, the end."""

from functools import cached_property
from itertools import chain
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views import View

from accounts.web.once import OncePage
from catalog import errors
from catalog.domain.stocktakes import Finding
from catalog.models import Copy, Stocktake, StocktakeLine
from catalog.selectors import stocktakes as found
from catalog.services import stocktake_words, stocktakes
from catalog.services.stocktake_words import Line
from catalog.web import stocktake_counter, stocktake_forms, stocktake_rows
from catalog.web.deeds import StaffDeed
from core import keyset
from core import tables as core_tables
from core.ids import new_id
from core.tables import Table
from core.web import tables
from core.web.fragments import page_or_fragment, wants_fragment
from core.web.views import StaffPage

PAGE_SIZE = 50
REMEMBERED = 8
LISTED = 100
MOST_TO_SPARE = 200


class Stocktakes(StaffPage, View):
    """Those that go on, and what was counted before."""

    permission_required = "catalog.count_shelves"

    def get(self, request: HttpRequest) -> HttpResponse:
        """The list, the newest first."""
        rows = Stocktake.objects.select_related("branch", "opened_by")[:LISTED]
        context = {"rows": rows, "may_open": request.user.has_perm("catalog.add_stocktake")}
        return render(request, "catalog/stocktakes.html", context)


class OpenStocktake(StaffDeed, OncePage):
    """Begin to count some shelves."""

    permission_required = "catalog.add_stocktake"
    template_name = "catalog/stocktake_open.html"
    form_class = stocktake_forms.Open

    def deed(self, data: dict[str, Any]) -> str:
        """Open it; its id."""
        shelves = stocktakes.Shelves(
            **{name: data[name] for name in stocktake_forms.vars_of_shelves()}
        )
        return str(stocktakes.open_new(shelves, **self.deed_of).pk)

    def done(self, outcome: str) -> HttpResponse:
        return HttpResponseRedirect(reverse("catalog:stocktake", args=[outcome]))


class OnStocktake(StaffDeed):
    """A page about one stocktake."""

    permission_required: Any = "catalog.count_shelves"

    @cached_property
    def stocktake(self) -> Stocktake:
        """The stocktake. Raises ``UnknownStocktake``."""
        rows = Stocktake.objects.select_related("branch", "opened_by", "closed_by")
        one = rows.filter(pk=self.kwargs["stocktake_id"]).first()
        if one is None:
            raise errors.UnknownStocktake
        return one


class Scanning(OnStocktake):
    """Where copies are scanned, one after the other."""

    def get(self, request: HttpRequest, stocktake_id: UUID) -> HttpResponse:
        """The page; one that is closed has only its report."""
        if not self.stocktake.is_open:
            url = reverse("catalog:stocktake_report", args=[stocktake_id])
            return HttpResponseRedirect(url)
        return self.drawn([])

    def post(self, request: HttpRequest, stocktake_id: UUID) -> HttpResponse:
        """One scan."""
        form = stocktake_forms.Scan(request.POST)
        if not form.is_valid():
            wrong = form.errors.get("scan") or [_("This scan cannot be read. Please try again.")]
            return self.drawn([stocktake_words.refused(str(wrong[0]))], 422)
        said = form.cleaned_data
        if not said["scan"]:
            return self.drawn([])
        how = said["key"], self.deed_of
        if form.is_undo:
            line, status = stocktake_counter.taken_back(stocktake_id, said["undone"], *how)
        else:
            line, status = stocktake_counter.counted(stocktake_id, said["scan"], *how)
        return self.drawn([line], status)

    def drawn(self, lines: list[Line], status: int = 200) -> HttpResponse:
        """The page, or under htmx the line and the progress beside it."""
        fragment = wants_fragment(self.request)
        recent = (
            [] if fragment or lines else found.recent(self.stocktake, self.request.user, REMEMBERED)
        )
        context = {
            "stocktake": self.stocktake,
            "lines": lines or [stocktake_words.of_line(each) for each in recent],
            "progress": found.progress(self.stocktake),
            "may_close": self.request.user.has_perm("catalog.change_stocktake"),
            "key": new_id().hex,
            "oob": fragment,
        }
        page = "catalog/stocktake.html"
        return page_or_fragment(self.request, page, "answer", context, status)


class Report(OnStocktake):
    """What was found, and what was not."""

    def get(self, request: HttpRequest, stocktake_id: UUID) -> HttpResponseBase:
        """The report; of one finding, or of all that somebody has to look after."""
        finding = stocktake_forms.ReportFilter(request.GET).finding_wanted
        if tables.wanted(request):
            return tables.sent(request, self.table(finding))
        rows, order = found.report(self.stocktake, finding)
        cursor = request.GET.get("cursor", "")
        page = keyset.page(rows, order=order, cursor=cursor, size=PAGE_SIZE)
        return render(request, "catalog/stocktake_report.html", self.context(page, finding))

    def table(self, finding: str) -> Table:
        """All of it, for a file: what was scanned, and what nobody has seen."""
        wanted = [finding] if finding or not self.stocktake.is_open else ["", Finding.MISSING]
        parts = [
            core_tables.by_key(rows, order=order)
            for rows, order in (found.report(self.stocktake, each) for each in wanted)
        ]
        cells = map(stocktake_rows.cells, chain.from_iterable(parts))
        return Table(_("stocktake"), stocktake_rows.columns(), cells)

    def context(self, page: keyset.Page[Any], finding: str) -> dict[str, Any]:
        """What the template shows."""
        counts = found.counts(self.stocktake)
        url = f"{self.request.path}?finding={finding}&cursor="
        return {
            "stocktake": self.stocktake,
            "progress": found.progress(self.stocktake),
            "tiles": stocktake_rows.tiles(self.stocktake, counts),
            "finding": stocktake_words.FINDINGS[Finding(finding)] if finding else "",
            "rows": [self.row(each) for each in page.rows],
            "next_url": page.next and url + page.next,
            "previous_url": page.previous and url + page.previous,
            "may_close": self.request.user.has_perm("catalog.change_stocktake"),
        }

    def row(self, each: StocktakeLine | Copy) -> dict[str, Any]:
        """A row of the report, and where its scan is taken back by whoever may."""
        shown, user = stocktake_rows.row(each), self.request.user
        if isinstance(each, Copy) or not (each.scanned_at and self.stocktake.is_open):
            return shown
        if each.scanned_by_id == user.pk or user.has_perm(stocktakes.OF_OTHERS):
            about = [self.stocktake.pk, each.pk]
            shown["undo_url"] = reverse("catalog:stocktake_scan_undo", args=about)
        return shown


class UndoScan(OnStocktake):
    """Take back a scan that the report shows."""

    def post(self, request: HttpRequest, stocktake_id: UUID, scan_id: UUID) -> HttpResponse:
        """Take it back, and show the report again."""
        line = stocktakes.undo(stocktake_id, scan_id, **self.deed_of)
        messages.success(request, _("Taken back: %s") % (line.copy or line.barcode))
        url = reverse("catalog:stocktake_report", args=[stocktake_id])
        return HttpResponseRedirect(url)


class CloseStocktake(OnStocktake, OncePage):
    """The end of a stocktake, and what becomes of what nobody has seen."""

    permission_required = "catalog.change_stocktake"
    template_name = "catalog/stocktake_close.html"
    form_class = stocktake_forms.Close

    def get_form_kwargs(self) -> dict[str, Any]:
        """The copies that could be spared."""
        unseen = found.missing(self.stocktake).select_related("book").order_by("shelf_key", "pk")
        words = [
            (str(copy.pk), f"{copy.call_number} {copy.book.title} · {copy.barcode}".strip())
            for copy in unseen[:MOST_TO_SPARE]
        ]
        return super().get_form_kwargs() | {"unseen": words}

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """What will happen."""
        return super().get_context_data(
            stocktake=self.stocktake,
            progress=found.progress(self.stocktake),
            missing=found.missing(self.stocktake).count(),
            listed=MOST_TO_SPARE,
            back_url=reverse("catalog:stocktake", args=[self.stocktake.pk]),
            **context,
        )

    def deed(self, data: dict[str, Any]) -> int:
        """Close it; how many were marked."""
        return stocktakes.close(
            self.stocktake.pk,
            mark_missing=data.get("missing") == stocktake_forms.MARK,
            spared=[UUID(each) for each in data.get("spared", [])],
            **self.deed_of,
        ).marked

    def done(self, outcome: int) -> HttpResponse:
        said = ngettext(
            "The stocktake is closed. %(n)s copy is marked as missing.",
            "The stocktake is closed. %(n)s copies are marked as missing.",
            outcome,
        )
        messages.success(self.request, said % {"n": outcome})
        url = reverse("catalog:stocktake_report", args=[self.stocktake.pk])
        return HttpResponseRedirect(url)
