"""The categories of members, for administrators."""

from functools import cached_property
from typing import Any, cast

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from accounts.models import User
from accounts.models.audit import Interface
from core import clock
from core.web.views import ServiceFormView, StaffPage
from members import errors
from members.models import Category
from members.services import categories
from members.web import category_forms, shown


class Categories(StaffPage, TemplateView):
    """All of them."""

    permission_required = "members.change_category"
    template_name = "members/categories.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = Category.objects.select_related("moves_up_to")
        counts = dict(found.order_by().values_list("pk").annotate(Count("members")))
        rows = [shown.category(each, counts[each.pk]) for each in found]
        return super().get_context_data(rows=rows, **kwargs)


class CategoryPage(StaffPage, ServiceFormView):
    """A category, to fill in."""

    permission_required = "members.change_category"
    template_name = "members/category_form.html"
    form_class = category_forms.CategoryForm  # type: ignore[assignment]  # a ModelForm
    success_url = reverse_lazy("members:categories")

    @property
    def by(self) -> dict[str, Any]:
        """Who keeps the categories, and when."""
        actor = cast(User, self.request.user)
        return {"actor": actor, "now": clock.now(), "interface": Interface.PAGE}

    def form_valid(self, form: Any) -> HttpResponse:
        form.cleaned_data = {"facts": form.facts()}
        return super().form_valid(form)

    def done(self, outcome: Category) -> HttpResponse:
        messages.success(self.request, _("Saved."))
        return super().done(outcome)


class Add(CategoryPage):
    permission_required = "members.add_category"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(title=_("Add a category"), **kwargs)

    def perform(self, data: dict[str, Any]) -> Category:
        return categories.add(data["facts"], **self.by)


class Edit(CategoryPage):
    @cached_property
    def category(self) -> Category:
        """Which. Raises ``UnknownCategory``."""
        found = Category.objects.filter(pk=self.kwargs["category_id"]).first()
        if found is None:
            raise errors.UnknownCategory
        return found

    def get_initial(self) -> dict[str, Any]:
        return category_forms.initial(self.category)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(title=self.category.name, **kwargs)

    def perform(self, data: dict[str, Any]) -> Category:
        return categories.change(self.category.pk, data["facts"], **self.by)
