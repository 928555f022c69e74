"""Policies: which decides what and why, and the pages on which they are kept."""

from datetime import date
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View

from accounts.models import User
from accounts.models.audit import Interface
from accounts.web.once import OnceForm, OncePage
from catalog.models import Branch
from core import clock
from core.tables import Table
from core.web import filters, fragments, tables
from core.web.views import StaffPage
from loans.models import Policy
from loans.selectors import matrix
from loans.services import policies, terms
from loans.services.by import By
from loans.web import policy_forms, policy_rows, rule_files


def by_of(request: HttpRequest) -> By:
    """Who keeps the rules, at a page."""
    return By(cast(User, request.user), clock.now(), Interface.PAGE)


class Policies(StaffPage, View):
    """The matrix, the reasons of one of its cells, and all policies."""

    permission_required = "loans.change_policy"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """The page, or under htmx the matrix with its reasons; or one of its lists as a file."""
        within, known = matrix.choices(), matrix.rules()
        asked = policy_forms.Asked(request.GET)
        said = filters.said(asked) if tables.wanted(request) or asked.is_valid() else {}
        branch = said.get("branch") or next(iter(within.branches), None)
        on = said.get("on") or policies.today(branch, clock.now())
        if tables.wanted(request):
            return tables.sent(request, self.file(branch, on, within, known))
        context: dict[str, Any] = {"title": _("Lending policies")}
        context["add_url"] = reverse("loans:policy_add")
        context |= {"policies": [policy_rows.policy(each, on) for each in known], "on": on}
        if branch:
            context |= drawn(branch, on, said, within, known)
        return fragments.page_or_fragment(request, "loans/policies.html", "matrix", context)

    def file(
        self, branch: Branch | None, on: date, within: matrix.Choices, known: list[Policy]
    ) -> Table:
        """The matrix or, where it is asked for and where there is no branch, all policies."""
        if branch is None or self.request.GET.get("list") == rule_files.ALL:
            return rule_files.of_policies(known)
        rows = matrix.matrix(known, branch.pk, within, on)
        return rule_files.of_matrix(rows, within, branch, on)


def drawn(
    branch: Branch, on: date, said: dict[str, Any], within: matrix.Choices, known: list[Policy]
) -> dict[str, Any]:
    """The matrix of a branch on a day, and why the chosen cell is as it is."""
    chosen = (said.get("category", ""), said.get("type", ""))
    case = policy_rows.case(within, branch, *chosen)
    rows = matrix.matrix(known, branch.pk, within, on)
    shown = {"branch": branch.code, "on": on, "category": chosen[0], "type": chosen[1]}
    return {
        "branch": branch,
        "form": policy_forms.Asked(initial=shown),
        "types": [each.name for each in within.types],
        "matrix": policy_rows.matrix(rows, branch, on, chosen),
        "why": case and policy_rows.explained(matrix.why(known, case, on), within, branch),
    }


class Add(StaffPage, OncePage):
    """Make a policy; ``?like=`` begins with the terms of another."""

    permission_required = "loans.change_policy"
    template_name = "loans/policy_form.html"
    form_class = policy_forms.PolicyForm

    def get_initial(self) -> dict[str, Any]:
        like = policy_forms.Like(self.request.GET)
        said = like.cleaned_data["like"] if like.is_valid() else None
        return {**super().get_initial(), **policy_forms.like(said, self.today)}

    @property
    def today(self) -> date:
        """The day it is by the library's clock."""
        return clock.day(clock.now())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        said = {"title": _("Add a policy"), "back_url": reverse("loans:policies")}
        return super().get_context_data(**said, **kwargs)

    def deed(self, data: dict[str, Any]) -> str:
        """Make the policy; its id."""
        return str(policies.add(policy_forms.facts(data), by=by_of(self.request)).pk)

    def done(self, outcome: str) -> HttpResponse:
        return saved(self.request, UUID(outcome))


class PolicyPage(StaffPage, OncePage):
    """A page about one policy."""

    permission_required = "loans.change_policy"

    @property
    def policy_id(self) -> UUID:
        """Which."""
        return cast(UUID, self.kwargs["policy_id"])


class Edit(PolicyPage):
    """Change a policy."""

    template_name = "loans/policy_form.html"
    form_class = policy_forms.PolicyForm

    def get_form_kwargs(self) -> dict[str, Any]:
        policy = matrix.rule(self.policy_id)
        first = {"initial": policy_forms.initial(policy), "is_default": policy.is_default}
        return super().get_form_kwargs() | first

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        policy = matrix.rule(self.policy_id)
        row = policy_rows.policy(policy, policies.today(policy.branch, clock.now()))
        said = {"title": policy.name, "policy": row, "back_url": reverse("loans:policies")}
        return super().get_context_data(**said, **kwargs)

    def deed(self, data: dict[str, Any]) -> str:
        """Change the policy; its id."""
        facts = policy_forms.facts(data)
        by = by_of(self.request)
        return str(policies.change(self.policy_id, facts, by=by, seen=data["seen"]).pk)

    def done(self, outcome: str) -> HttpResponse:
        return saved(self.request, UUID(outcome))


def saved(request: HttpRequest, policy_id: UUID) -> HttpResponse:
    """Back to all policies, with what there is to know of the one that was saved."""
    policy = matrix.rule(policy_id)
    messages.success(request, _("The policy “%(name)s” was saved.") % {"name": policy.name})
    for warning in terms.warnings(policy, policies.today(policy.branch, clock.now())):
        messages.warning(request, f"{policy.name}: {warning}")
    return HttpResponseRedirect(reverse("loans:policies"))


class Delete(PolicyPage):
    """Delete a policy."""

    template_name = "loans/policy_delete.html"
    form_class = OnceForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        policy = matrix.rule(self.policy_id)
        return super().get_context_data(
            title=_("Delete the policy “%(name)s”?") % {"name": policy.name},
            question=_("What it was for is decided by the next weaker policy from now on."),
            consequences=[_("Loans that were made under it keep their due dates and terms.")],
            confirm=_("Delete the policy"),
            facts=policy_rows.facts(policy),
            back_url=reverse("loans:policies"),
            **kwargs,
        )

    def deed(self, data: dict[str, Any]) -> str:
        """Delete the policy; its name."""
        name = matrix.rule(self.policy_id).name
        policies.remove(self.policy_id, by=by_of(self.request))
        return name

    def done(self, outcome: str) -> HttpResponse:
        said = _("The policy “%(name)s” was deleted.") % {"name": outcome}
        messages.success(self.request, said)
        return HttpResponseRedirect(reverse("loans:policies"))
