"""The catalogue as a file."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views import View

from catalog.domain.records import Format
from catalog.search import engine
from catalog.services import exports
from catalog.web.deeds import StaffDeed
from catalog.web.import_forms import ExportForm
from core.web.views import StaffPage


class Export(StaffPage, View):
    """Choose what to write, and as what."""

    permission_required = "catalog.export_books"

    def get(self, request: HttpRequest) -> HttpResponse:
        """The form."""
        form = ExportForm(initial={"format": Format.MARC.value, "q": request.GET.get("q", "")})
        return render(request, "catalog/export.html", {"form": form})


class ExportFile(StaffDeed, View):
    """The file."""

    permission_required = "catalog.export_books"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """The books as they come from the database; the form again where it was wrong."""
        form = ExportForm(request.GET)
        if not form.is_valid():
            return render(request, "catalog/export.html", {"form": form}, status=422)
        chosen, typed = Format(form.cleaned_data["format"]), form.cleaned_data["q"]
        wanted = engine.Wanted(typed) if typed else None
        parts = exports.export(chosen, wanted, **self.deed_of)
        ending, media_type = exports.ENDINGS[chosen]
        return StreamingHttpResponse(
            parts,
            content_type=media_type,
            headers={"Content-Disposition": f'attachment; filename="books.{ending}"'},
        )
