"""What members choose about their reading history, and who looked at their record."""

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from accounts.models.audit import Interface
from accounts.services import retention
from core import clock, keyset
from core.web.views import ServiceFormView
from members.models import MemberView
from members.services import looks, privacy
from members.web import forms, shown
from members.web.views.own import OwnPage

PAGE_SIZE = 25


class HistoryForm(OwnPage, ServiceFormView):
    """What the two pages about the history share."""

    form_class = forms.History
    success_url = reverse_lazy("members:privacy")

    def perform(self, data: dict[str, Any]) -> int:
        chosen = forms.History.choice(data["kept"])
        about: dict[str, Any] = {"actor": self.user, "interface": Interface.PAGE}
        return privacy.choose(self.member.pk, **chosen, **about, now=clock.now())

    def counted(self, kept: str) -> int:
        """How many loans such a choice would forget."""
        chosen = forms.History.choice(kept)
        return privacy.to_be_forgotten(self.member, **chosen, now=clock.now())

    def done(self, outcome: int) -> HttpResponse:
        said = ngettext(
            "Saved. %(n)s past loan is forgotten.",
            "Saved. %(n)s past loans are forgotten.",
            outcome,
        )
        messages.success(self.request, said % {"n": outcome} if outcome else _("Saved."))
        return super().done(outcome)


@method_decorator(never_cache, name="dispatch")
class Privacy(HistoryForm):
    template_name = "members/privacy.html"

    def get_initial(self) -> dict[str, Any]:
        return {"kept": forms.History.of(self.member)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        views = MemberView.objects.filter(member=self.member).select_related("actor")
        cursor = self.request.GET.get("cursor", "")
        page = keyset.page(views, order=("-at", "-id"), cursor=cursor, size=PAGE_SIZE)
        here = reverse("members:privacy")
        return super().get_context_data(
            views=[shown.view(each) for each in page.rows],
            views_days=looks.KEPT.days(),
            terms=[(term.what, days, term.why) for term, days in retention.chosen()],
            next_url=page.next and f"{here}?{urlencode({'cursor': page.next})}#views",
            previous_url=page.previous and f"{here}?{urlencode({'cursor': page.previous})}#views",
            **kwargs,
        )

    def form_valid(self, form: Form) -> HttpResponse:
        """What forgets something is asked once more, on a page of its own."""
        kept = form.cleaned_data["kept"]
        if self.counted(kept):
            query = urlencode({"kept": kept})
            return HttpResponseRedirect(f"{reverse('members:confirm_history')}?{query}")
        return super().form_valid(form)


@method_decorator(never_cache, name="dispatch")
class ConfirmHistory(HistoryForm):
    """Asks before anything is forgotten, and says how much."""

    template_name = "members/confirm_history.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asked = forms.History(request.GET)
        if not asked.is_valid():
            return HttpResponseRedirect(reverse("members:privacy"))
        return self.render_to_response(self.asking(asked.cleaned_data["kept"]))

    def asking(self, kept: str) -> dict[str, Any]:
        """What the page says of a choice."""
        n = self.counted(kept)
        question = ngettext(
            "%(n)s past loan is forgotten now.", "%(n)s past loans are forgotten now.", n
        )
        return {
            "title": _("Forget past loans"),
            "question": question % {"n": n},
            "consequences": shown.what_forgetting_means(),
            "kept": kept,
            "confirm": _("Forget them"),
            "back_url": reverse("members:privacy"),
        }

    def form_invalid(self, form: Form) -> HttpResponse:
        return HttpResponseRedirect(reverse("members:privacy"))
