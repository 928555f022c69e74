"""Cards: printed by the staff, and shown by members on their own telephones."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView

from accounts.models.audit import Interface
from core import clock
from core.web.views import ServiceFormView, StaffPage
from members import errors
from members.domain import card_faces
from members.models import Member
from members.selectors import for_cards
from members.services import card_art
from members.web import card_forms, many
from members.web.views.own import OwnPage


class PrintCards(StaffPage, ServiceFormView):
    """Choose members and paper; the answer is what goes to the printer."""

    permission_required = "members.change_member"
    template_name = "members/cards.html"
    form_class = card_forms.PrintCards

    def get_initial(self) -> dict[str, Any]:
        ids = [str(each) for each in many.ids(self.request.GET)]
        paper = self.request.session.get("card_paper", card_faces.A4)
        return {"m": ids, "paper": paper}

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Who has been chosen already."""
        said = self.request.POST if self.request.method == "POST" else self.request.GET
        chosen = Member.objects.filter(pk__in=many.ids(said)).order_by("sort_name", "id")
        return super().get_context_data(chosen=[each.name for each in chosen], **context)

    def perform(self, data: dict[str, Any]) -> list[Member]:
        """Whose cards. Raises ``UnknownCard``, ``NobodyChosen``, ``TooManyMembers``,
        ``CardTooLong``, ``CardNeedsBrowser``.
        """
        found = for_cards.chosen(data["m"], data["cards"], data["since"], most=many.MOST)
        if not found:
            raise errors.NobodyChosen
        if len(found) > many.MOST:
            raise errors.TooManyMembers(most=many.MOST)
        by: dict[str, Any] = {"actor": self.request.user, "now": clock.now()}
        card_art.printed(found, as_pdf=not self.is_page, **by, interface=Interface.PAGE)
        return found

    @property
    def is_page(self) -> bool:
        """Whether the browser is to print, and not a PDF."""
        return self.request.POST.get("as") == card_forms.PAGE

    def form_valid(self, form: forms.Form) -> HttpResponse:
        """Remember the paper for the next time."""
        self.order = form.order()  # type: ignore[attr-defined]
        self.request.session["card_paper"] = self.order.paper
        return super().form_valid(form)

    def done(self, outcome: list[Member]) -> HttpResponse:
        """The sheets."""
        if self.is_page:
            return as_page(self.request, outcome, self.order)
        return as_pdf(outcome, self.order)


def as_pdf(members: list[Member], order: card_art.Order) -> HttpResponse:
    """The cards as a file that opens in the browser."""
    return HttpResponse(
        card_art.pdf(members, order),
        content_type="application/pdf",
        headers={
            "Content-Disposition": 'inline; filename="cards.pdf"',
            "Cache-Control": "no-store",
        },
    )


def as_page(request: HttpRequest, members: list[Member], order: card_art.Order) -> HttpResponse:
    """The cards as a page that the browser prints."""
    context = {
        "title": _("Library cards"),
        "pages": card_art.pages(members, order),
        "sheet": order.sheet,
        "corners": card_faces.CORNERS if order.outlines else None,
    }
    return render(request, "components/label_sheets.html", context)


@method_decorator(never_cache, name="dispatch")
class ShowCard(OwnPage, TemplateView):
    """One's own card, to be held under a scanner."""

    template_name = "members/card_own.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        card = self.member
        return super().get_context_data(
            member=card,
            marks=card_faces.screen(card.card_number),
            width=card_faces.SCREEN_WIDTH,
            height=card_faces.SCREEN_HEIGHT,
            **kwargs,
        )
