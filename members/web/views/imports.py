"""Lists of members: uploaded, mapped, checked, imported, taken back."""

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

from accounts.models.audit import Interface
from core import clock, keyset
from core.web.fragments import page_or_fragment
from core.web.uploads import FilePage
from core.web.views import ServiceFormView, StaffPage
from members import errors
from members.models import MemberImport
from members.selectors import imports
from members.services.imports import batches, files, keeping
from members.web import import_forms, import_rows

MAY = "members.import_members"


class StaffDeed(StaffPage, View):
    """A page that changes something about imports."""

    permission_required = MAY

    @property
    def deed_of(self) -> dict[str, Any]:
        """Who does it, when, and through which door."""
        return {"actor": self.request.user, "now": clock.now(), "interface": Interface.PAGE}


class Imports(StaffPage, View):
    """All imports, the newest first."""

    permission_required = MAY

    def get(self, request: HttpRequest) -> HttpResponse:
        """The list."""
        order, cursor = ("-created_at", "-id"), request.GET.get("cursor", "")
        page = keyset.page(imports.newest(), order=order, cursor=cursor, size=20)
        here = reverse("members:imports")
        context = {
            "kept_days": keeping.LEFT_DAYS,
            "batches": [import_rows.listed(each) for each in page.rows],
            "next_url": page.next and f"{here}?cursor={page.next}",
            "previous_url": page.previous and f"{here}?cursor={page.previous}",
        }
        return render(request, "members/imports.html", context)


class AddImport(StaffDeed, FilePage):
    """Upload a list of members."""

    template_name = "members/import_add.html"
    form_class = import_forms.Upload

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

    def perform(self, data: dict[str, Any]) -> MemberImport:
        return batches.upload(data["file"].chunks(), data["file"].name, **self.deed_of)

    def done(self, outcome: MemberImport) -> HttpResponse:
        return HttpResponseRedirect(reverse("members:import_map", args=[outcome.pk]))


class OneImport(StaffPage, View):
    """An import: how far it is, what becomes or became of each row, and what can be done."""

    permission_required = MAY

    def get(self, request: HttpRequest, import_id: UUID) -> HttpResponse:
        """The page, or under htmx what changes while the worker is at it."""
        batch = imports.one(import_id)
        chosen = request.GET.get("verdict", "")
        found = imports.rows(batch, chosen, kept=chosen == "kept")
        cursor = request.GET.get("cursor", "")
        page = keyset.page(found, order=("number",), cursor=cursor, size=50)
        context = import_rows.shown(batch) | import_rows.page(batch, page, chosen)
        return page_or_fragment(request, "members/import.html", "state", context)


class ImportPage(StaffDeed, ServiceFormView):
    """A page with a deed on one import."""

    form_class: type[forms.Form] = forms.Form

    @property
    def import_id(self) -> UUID:
        """Which."""
        return cast(UUID, self.kwargs["import_id"])

    def get_success_url(self) -> str:
        """The import's page."""
        return reverse("members:import", args=[self.import_id])


class MapImport(ImportPage):
    """Say how a list is read, and have it checked."""

    template_name = "members/import_map.html"
    form_class = import_forms.Read

    def get_form_kwargs(self) -> dict[str, Any]:
        """The import, its profiles, and its columns. Raises ``UnknownImport``,
        ``ImportNotReady``.
        """
        batch = imports.one(self.import_id)
        if batch.stage not in batches.BEFORE:
            raise errors.ImportNotReady(stage=batch.get_stage_display())
        return super().get_form_kwargs() | {
            "batch": batch,
            "initial": import_forms.initial(batch),
            "profiles": [each.name for each in imports.profiles()],
            "table": files.header(batch.file, batch.format),
        }

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """What the file is."""
        return super().get_context_data(batch=imports.one(self.import_id), **context)

    def form_valid(self, form: forms.Form) -> HttpResponse:
        """The form itself knows what was chosen."""
        self.filled = cast(import_forms.Read, form)
        return super().form_valid(form)

    def perform(self, data: dict[str, Any]) -> None:
        batches.arrange(self.import_id, self.filled.terms(), **self.deed_of)
        batches.check(self.import_id, **self.deed_of)


class Commit(StaffDeed):
    """Have a list imported that was checked."""

    def post(self, request: HttpRequest, import_id: UUID) -> HttpResponse:
        """Begin, and watch."""
        batches.commit(import_id, **self.deed_of)
        return HttpResponseRedirect(reverse("members:import", args=[import_id]))


class Resume(StaffDeed):
    """Try again what stopped half-way."""

    def post(self, request: HttpRequest, import_id: UUID) -> HttpResponse:
        """Begin, and watch."""
        batches.resume(import_id, **self.deed_of)
        return HttpResponseRedirect(reverse("members:import", args=[import_id]))


class Stop(StaffDeed):
    """Stop what the worker does with an import."""

    def post(self, request: HttpRequest, import_id: UUID) -> HttpResponse:
        """Stop it."""
        batches.stop(import_id, **self.deed_of)
        return HttpResponseRedirect(reverse("members:import", args=[import_id]))


class Discard(StaffDeed):
    """Forget a list that was not imported."""

    def post(self, request: HttpRequest, import_id: UUID) -> HttpResponse:
        """Forget it."""
        batches.discard(import_id, **self.deed_of)
        messages.success(request, _("The file was thrown away. Nothing of it was imported."))
        return HttpResponseRedirect(reverse("members:imports"))


class Rollback(ImportPage):
    """Take an import back."""

    template_name = "components/confirm_page.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """What will happen."""
        said = {
            "title": _("Take this import back?"),
            "question": imports.one(self.import_id).name,
            "consequences": [
                _("The members that it added are deleted, with their accounts."),
                _("The members that it updated are as they were before."),
                _("Who has used the library or was changed since stays, and the report says so."),
            ],
            "confirm": _("Take it back"),
            "back_url": self.get_success_url(),
        }
        return super().get_context_data(**context, **said)

    def perform(self, data: dict[str, Any]) -> MemberImport:
        return batches.undo(self.import_id, **self.deed_of)
