"""Loans that go wrong: lost copies, and claims of having returned one."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.web.once import OnceForm, OncePage
from core import money
from core.web.views import StaffPage
from loans import errors
from loans.models import Loan
from loans.services import claims, lost
from loans.services.claims import Outcome
from loans.web import account_forms, place
from loans.web.account_forms import STILL_OUT
from loans.web.permissions import WORKS_WITH_MEMBERS


class TroublePage(StaffPage, OncePage):
    """A question about one open loan."""

    permission_required = WORKS_WITH_MEMBERS
    template_name = "loans/account_trouble.html"
    form_class: Any = OnceForm
    title: str | Promise = ""
    question: str | Promise = ""
    confirm: str | Promise = ""

    @property
    def loan(self) -> Loan:
        """The loan with its book and member. Raises ``UnknownLoan``."""
        rows = Loan.objects.select_related("copy__book", "member", "branch")
        found = rows.filter(pk=self.kwargs["loan_id"]).first()
        if found is None or found.member is None:
            raise errors.UnknownLoan
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        loan = self.loan
        return super().get_context_data(
            title=self.title,
            question=self.question,
            confirm=self.confirm,
            facts=facts_of(loan),
            consequences=self.consequences(loan),
            back_url=account_of(loan.member_id),
            **kwargs,
        )

    def consequences(self, loan: Loan) -> list[str]:
        """What this deed means, in sentences."""
        return []

    def done(self, outcome: Any) -> HttpResponse:
        messages.success(self.request, outcome["said"])
        return HttpResponseRedirect(account_of(self.loan.member_id))


def facts_of(loan: Loan) -> list[tuple[str, Any]]:
    """Which loan it is about."""
    return [
        (_("Book"), loan.copy.book.title),
        (_("Barcode"), loan.copy.barcode),
        (_("Member"), loan.member),
    ]


def account_of(member_id: UUID | None) -> str:
    """The address of a member's account."""
    return reverse("loans:account_of", args=[member_id])


class Lost(TroublePage):
    title, confirm = gettext_lazy("Lost"), gettext_lazy("It is lost")
    question = gettext_lazy("Has the member lost this copy?")

    def consequences(self, loan: Loan) -> list[str]:
        price, fee = lost.cost(loan)
        return [
            _("%s is charged for the copy.") % money.words(price) if price else "",
            _("%s is charged as a fee.") % money.words(fee) if fee else "",
            _("The loan stays open, and its fine rests, until the copy is found."),
        ]

    def deed(self, data: dict[str, Any]) -> dict[str, Any]:
        lost.declare(self.kwargs["loan_id"], desk=place.of(self.request).desk)
        return {"said": _("It counts as lost.")}


class WriteOff(TroublePage):
    title, confirm = gettext_lazy("Close the loan"), gettext_lazy("Close the loan")
    question = gettext_lazy("Does nobody look for this copy any more?")

    def consequences(self, loan: Loan) -> list[str]:
        return [
            _("The loan ends. What was paid for the copy stays paid, even if it is found."),
            _("The copy stays in the catalogue as lost, until it is withdrawn."),
        ]

    def deed(self, data: dict[str, Any]) -> dict[str, Any]:
        lost.write_off(self.kwargs["loan_id"], desk=place.of(self.request).desk)
        return {"said": _("The loan is closed.")}


class Claim(TroublePage):
    title, confirm = gettext_lazy("Said to be returned"), gettext_lazy("Note the claim")
    question = gettext_lazy("Does the member say that this was returned?")

    def consequences(self, loan: Loan) -> list[str]:
        return [
            _("The fine rests from today, and no limit counts the loan."),
            _("It cannot be renewed until somebody says where the copy is."),
        ]

    def deed(self, data: dict[str, Any]) -> dict[str, Any]:
        claims.claim(self.kwargs["loan_id"], desk=place.of(self.request).desk)
        return {"said": _("The claim is noted. Please look for the copy on the shelf.")}


class Resolve(TroublePage):
    title, confirm = gettext_lazy("End a claim"), gettext_lazy("End the claim")
    question = gettext_lazy("The member says that this was returned.")
    form_class = account_forms.Resolve

    def deed(self, data: dict[str, Any]) -> dict[str, Any]:
        loan_id, desk = self.kwargs["loan_id"], place.of(self.request).desk
        if data["outcome"] == STILL_OUT:
            claims.withdraw(loan_id, desk=desk)
        else:
            claims.resolve(loan_id, Outcome(data["outcome"]), desk=desk)
        return {"said": _("The claim has ended.")}
