"""Searches that someone keeps."""

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from catalog.models import SavedSearch
from catalog.services import searches
from catalog.web import shown
from catalog.web.forms import ConfirmForm
from catalog.web.new_forms import SaveSearchForm, SearchNameForm
from core import clock
from core.web.views import MemberPage, ServiceFormView


class SearchDeed(MemberPage, ServiceFormView):
    """A deed on one's own saved searches; the list shows what came of it."""

    template_name = "catalog/searches.html"
    form_class = SearchNameForm

    @property
    def user(self) -> User:
        """Whose searches."""
        return cast(User, self.request.user)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """The searches."""
        own = SavedSearch.objects.filter(user=self.user)
        return super().get_context_data(**context, searches=[shown.search(each) for each in own])

    def get_success_url(self) -> str:
        """The list."""
        return reverse("catalog:searches")


class Searches(SearchDeed):
    """One's saved searches; a search is added from where it was made."""

    form_class = SaveSearchForm

    def perform(self, data: dict[str, Any]) -> SavedSearch:
        query = shown.kept_query(data["query"])
        return searches.keep(data["name"], query, actor=self.user, now=clock.now())

    def done(self, outcome: SavedSearch) -> HttpResponse:
        messages.success(self.request, _("The search was saved."))
        return super().done(outcome)


class Rename(SearchDeed):
    """Call a search otherwise."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The list: there is nothing to see here."""
        return HttpResponseRedirect(self.get_success_url())

    def perform(self, data: dict[str, Any]) -> SavedSearch:
        return searches.rename(self._id, data["name"], actor=self.user)

    @property
    def _id(self) -> UUID:
        return cast(UUID, self.kwargs["search_id"])


class Delete(Rename):
    """Keep a search no longer."""

    def get_form_class(self) -> Any:
        """Nothing to fill in."""
        return ConfirmForm

    def perform(self, data: dict[str, Any]) -> Any:
        searches.drop(self._id, actor=self.user)
