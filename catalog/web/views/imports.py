"""Imports: a file uploaded, mapped, checked, imported, taken back."""

from typing import Any, cast
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View

from catalog import errors
from catalog.domain.records import Format
from catalog.models import ImportBatch
from catalog.models.imports import Stage
from catalog.selectors import imports
from catalog.services.imports import batches, files, stopping
from catalog.services.imports.deciding import TABLES
from catalog.services.imports.running import options_of
from catalog.web import import_forms, import_rows
from catalog.web.deeds import StaffDeed
from catalog.web.forms import ConfirmForm
from core import clock, keyset
from core.web.fragments import page_or_fragment
from core.web.uploads import FilePage
from core.web.views import ServiceFormView, StaffPage

MAY = "catalog.import_books"


class Imports(StaffPage, View):
    """All imports, the newest first."""

    permission_required = MAY

    def get(self, request: HttpRequest) -> HttpResponse:
        """The list."""
        order = ("-created_at", "-id")
        page = keyset.page(
            imports.newest(), order=order, cursor=request.GET.get("cursor", ""), size=20
        )
        here = reverse("catalog:imports")
        context = {
            "kept_days": stopping.KEPT_DAYS,
            "batches": [import_rows.batch(each) for each in page.rows],
            "next_url": page.next and f"{here}?cursor={page.next}",
            "previous_url": page.previous and f"{here}?cursor={page.previous}",
        }
        return render(request, "catalog/imports.html", context)


class AddImport(StaffDeed, FilePage):
    """Upload a file of records."""

    permission_required = MAY
    template_name = "catalog/import_add.html"
    form_class = import_forms.UploadForm

    @property
    def most_bytes(self) -> int:
        """As the installation says."""
        return int(settings.MAX_IMPORT_BYTES)

    @property
    def too_large(self) -> errors.ImportTooLarge:
        """As the service says it of a file that came whole."""
        return errors.ImportTooLarge(most=self.most_bytes // 1024 // 1024)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """How large a file may be."""
        return super().get_context_data(most=self.most_bytes // 1024 // 1024, **context)

    def perform(self, data: dict[str, Any]) -> ImportBatch:
        return batches.upload(data["file"].chunks(), data["file"].name, **self.deed_of)

    def done(self, outcome: ImportBatch) -> HttpResponse:
        return HttpResponseRedirect(reverse("catalog:import_map", args=[outcome.pk]))


class OneImport(StaffPage, View):
    """An import: how far it is, what becomes or became of each record, and what can be done."""

    permission_required = MAY

    def get(self, request: HttpRequest, batch_id: UUID) -> HttpResponse:
        """The page, or under htmx what changes while the worker is at it."""
        batch = imports.one(batch_id)
        chosen = request.GET.get("verdict", "")
        found = imports.rows(batch, chosen, kept=chosen == "kept")
        cursor = request.GET.get("cursor", "")
        page = keyset.page(found, order=("number",), cursor=cursor, size=50)
        context = import_rows.shown(batch, clock.now()) | import_rows.page(batch, page, chosen)
        return page_or_fragment(request, "catalog/import.html", "state", context)


class ImportPage(StaffDeed, ServiceFormView):
    """A page with a deed on one import."""

    permission_required = MAY
    form_class: type[forms.Form] = ConfirmForm

    @property
    def batch_id(self) -> UUID:
        """Which."""
        return cast(UUID, self.kwargs["batch_id"])

    def get_success_url(self) -> str:
        """The import's page."""
        return reverse("catalog:import", args=[self.batch_id])


class MapImport(ImportPage):
    """Say how a file is read, and have it checked."""

    template_name = "catalog/import_map.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Nothing is looked up before it is known who asks."""
        super().setup(request, *args, **kwargs)
        self.known: ImportBatch | None = None

    @property
    def batch(self) -> ImportBatch:
        """The import. Raises ``UnknownImport``, ``ImportNotReady``."""
        if self.known is None:
            self.known = imports.one(self.batch_id)
            if self.known.stage not in {Stage.UPLOADED, Stage.CHECKED}:
                raise errors.ImportNotReady(stage=self.known.get_stage_display())
        return self.known

    def get_form_class(self) -> type[forms.Form]:
        """Tables have columns, MARC has fields, and JSON says itself what it holds."""
        if Format(self.batch.format) in TABLES:
            return import_forms.TableForm
        is_json = self.batch.format == Format.JSON
        return import_forms.ReadForm if is_json else import_forms.MarcForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """The import, its profiles, and the columns of a table."""
        batch = self.batch
        said = {"batch": batch, "initial": import_forms.initial(batch)}
        said["profiles"] = [each.name for each in imports.profiles(batch.format)]
        if Format(batch.format) in TABLES:
            form, options = Format(batch.format), options_of(batch)
            said["columns"] = files.columns(batch.file, form, options)
        return {**super().get_form_kwargs(), **said}

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """What the file is."""
        return super().get_context_data(**context, **import_rows.shown(self.batch, clock.now()))

    def form_valid(self, form: forms.Form) -> HttpResponse:
        """The form itself knows what was chosen."""
        self.filled = cast(import_forms.ReadForm, form)
        return super().form_valid(form)

    def perform(self, data: dict[str, Any]) -> None:
        batches.check(self.batch_id, self.filled.terms(), **self.deed_of)


class Commit(StaffDeed, View):
    """Have a file imported that was checked. A button has no form to show a refusal in: the page
    of refusals does.
    """

    permission_required = MAY

    def post(self, request: HttpRequest, batch_id: UUID) -> HttpResponse:
        """Begin, and watch."""
        batches.commit(batch_id, **self.deed_of)
        return HttpResponseRedirect(reverse("catalog:import", args=[batch_id]))


class Resume(StaffDeed, View):
    """Try again what stopped half-way."""

    permission_required = MAY

    def post(self, request: HttpRequest, batch_id: UUID) -> HttpResponse:
        """Begin, and watch."""
        batches.resume(batch_id, **self.deed_of)
        return HttpResponseRedirect(reverse("catalog:import", args=[batch_id]))


class Stop(StaffDeed, View):
    """Stop what the worker does with an import."""

    permission_required = MAY

    def post(self, request: HttpRequest, batch_id: UUID) -> HttpResponse:
        """Stop it."""
        stopping.stop(batch_id, **self.deed_of)
        return HttpResponseRedirect(reverse("catalog:import", args=[batch_id]))


class Discard(StaffDeed, View):
    """Forget a file that was not imported."""

    permission_required = MAY

    def post(self, request: HttpRequest, batch_id: UUID) -> HttpResponse:
        """Forget it."""
        batches.discard(batch_id, **self.deed_of)
        messages.success(request, _("The file was thrown away. Nothing of it was imported."))
        return HttpResponseRedirect(reverse("catalog:imports"))


class Rollback(ImportPage):
    """Take an import back."""

    template_name = "catalog/import_undo.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """What will happen."""
        said = {
            "title": _("Take this import back?"),
            "question": imports.one(self.batch_id).name,
            "consequences": [
                _("The books and copies that it added are deleted."),
                _("The books that it updated say again what they said before."),
                _("What has been lent, waited for or changed since stays, and the report says so."),
            ],
            "confirm": _("Take it back"),
            "back_url": self.get_success_url(),
        }
        return super().get_context_data(**context, **said)

    def perform(self, data: dict[str, Any]) -> ImportBatch:
        return batches.undo(self.batch_id, **self.deed_of)
