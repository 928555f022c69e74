"""Members' accounts: what is owed, and the entries that the staff make."""

from functools import cached_property
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from accounts.web.once import OncePage
from accounts.web.who import user_of
from core import keyset, money
from core.web.views import MemberPage, StaffPage
from loans import errors
from loans.models import AccountLine
from loans.selectors import accounts, records
from loans.services import ledger, payments
from loans.services.situation import Desk
from loans.web import account_forms, account_rows, place
from loans.web.permissions import WORKS_WITH_MEMBERS
from members.errors import UnknownMember
from members.models import Member

PAGE_SIZE = 25


def page_of(member_id: UUID, request: HttpRequest, *, is_own: bool) -> dict[str, Any]:
    """A page of lines, the balance, and the addresses of the pages beside."""
    cursor = request.GET.get("cursor", "")
    page = keyset.page(
        accounts.lines(member_id), order=accounts.ORDER, cursor=cursor, size=PAGE_SIZE
    )
    user = None if is_own else user_of(request)
    return {
        "balance": account_rows.balance(ledger.balance(member_id), is_own=is_own),
        "rows": [account_rows.row(line, user=user) for line in page.rows],
        "next_url": page.next and f"{request.path}?cursor={page.next}",
        "previous_url": page.previous and f"{request.path}?cursor={page.previous}",
    }


class Mine(MemberPage, View):
    """What I owe and have paid."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The page."""
        member_id = records.member_of(user_of(request))
        context: dict[str, Any] = {"title": _("My account"), "is_member": member_id is not None}
        if member_id:
            context |= page_of(member_id, request, is_own=True)
        return render(request, "loans/account.html", context)


class OfMember(StaffPage, View):
    """A member's account, with a form for the money on the desk."""

    permission_required = WORKS_WITH_MEMBERS

    def get(self, request: HttpRequest, member_id: UUID) -> HttpResponse:
        """The page."""
        member = member_called(member_id)
        context = page_of(member_id, request, is_own=False)
        balance = context["balance"]
        context |= {
            "member": member,
            "title": member.name,
            "is_member": True,
            "deeds": account_rows.deeds(member_id, user_of(request), balance),
            "loans": [account_rows.at_home(loan) for loan in accounts.at_home(member_id)],
            "pay_url": reverse("loans:pay", args=[member_id]),
            "form": account_forms.Pay(initial={"amount": balance.owed}) if balance.owed else None,
        }
        return render(request, "loans/account.html", context)


def member_called(member_id: UUID) -> Member:
    """The member whom an address names. Raises ``UnknownMember``."""
    found = Member.objects.filter(pk=member_id).first()
    if found is None:
        raise UnknownMember
    return found


class EntryPage(StaffPage, OncePage):
    """A form for one entry in a member's account."""

    template_name = "loans/account_entry.html"
    title: str | Promise = ""
    confirm: str | Promise = ""
    kind = "primary"

    @cached_property
    def member(self) -> Member:
        """Whose account it is. Raises ``UnknownMember``."""
        return member_called(self.kwargs["member_id"])

    @property
    def desk(self) -> Desk:
        """Where the entry is made."""
        return place.of(self.request).desk

    def get_initial(self) -> dict[str, Any]:
        charge = self.charge
        owed = charge.rest if charge else ledger.balance(self.member.pk)
        return {"amount": max(0, owed) or "", "charge_id": charge.pk if charge else None}

    @cached_property
    def charge(self) -> AccountLine | None:
        """The one charge that is meant, when the address or the form names one."""
        named = self.request.POST.get("charge_id") or self.request.GET.get("charge", "")
        owed = accounts.lines(self.member.pk).outstanding()
        return next((line for line in owed if str(line.pk) == named), None)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        balance = account_rows.balance(ledger.balance(self.member.pk), is_own=False)
        charge = self.charge
        return super().get_context_data(
            title=self.title,
            confirm=self.confirm,
            kind=self.kind,
            member=self.member,
            balance=balance,
            charge=account_rows.row(charge) if charge else None,
            back_url=reverse("loans:account_of", args=[self.member.pk]),
            **kwargs,
        )

    def done(self, outcome: dict[str, Any]) -> HttpResponse:
        messages.success(self.request, outcome["said"])
        name, number = "loans:account_of", self.member.pk
        if outcome.get("receipt"):
            return HttpResponseRedirect(reverse("loans:receipt", args=[outcome["receipt"]]))
        return HttpResponseRedirect(reverse(name, args=[number]))


class Pay(EntryPage):
    permission_required = WORKS_WITH_MEMBERS
    form_class = account_forms.Pay
    title, confirm = gettext_lazy("Take a payment"), gettext_lazy("Take the money")

    def deed(self, data: dict[str, Any]) -> dict[str, Any]:
        line = payments.pay(self.member.pk, **data, desk=self.desk)
        said = _("%s is paid.") % money.words(-line.amount)
        return {"said": said, "receipt": line.receipt}


class Waive(EntryPage):
    permission_required = (*WORKS_WITH_MEMBERS, "loans.waive_charge")
    form_class = account_forms.Waive
    title, confirm = gettext_lazy("Waive"), gettext_lazy("Waive")

    def deed(self, data: dict[str, Any]) -> dict[str, Any]:
        line = payments.waive(self.member.pk, **data, desk=self.desk)
        return {"said": _("%s is waived.") % money.words(-line.amount)}


class Charge(EntryPage):
    permission_required = (*WORKS_WITH_MEMBERS, "loans.charge_member")
    form_class = account_forms.Charge
    title, confirm = gettext_lazy("Charge"), gettext_lazy("Charge")

    def get_initial(self) -> dict[str, Any]:
        return {}

    def deed(self, data: dict[str, Any]) -> dict[str, Any]:
        line = payments.charge(self.member.pk, **data, desk=self.desk)
        return {"said": _("%s is charged.") % money.words(line.amount)}


class Refund(EntryPage):
    permission_required = (*WORKS_WITH_MEMBERS, "loans.refund_member")
    form_class = account_forms.Refund
    title, confirm = gettext_lazy("Pay out"), gettext_lazy("Pay out")

    def get_initial(self) -> dict[str, Any]:
        return {"amount": max(0, -ledger.balance(self.member.pk)) or ""}

    def deed(self, data: dict[str, Any]) -> dict[str, Any]:
        line = payments.refund(self.member.pk, **data, desk=self.desk)
        said = _("%s is paid out.") % money.words(line.amount)
        return {"said": said, "receipt": line.receipt}


class Reverse(EntryPage):
    permission_required = (*WORKS_WITH_MEMBERS, "loans.reverse_line")
    form_class = account_forms.Reverse
    title, confirm, kind = gettext_lazy("Reverse an entry"), gettext_lazy("Reverse"), "danger"

    @cached_property
    def charge(self) -> AccountLine | None:
        """The entry. Raises ``UnknownLine``."""
        line = accounts.lines(self.member.pk).filter(pk=self.kwargs["line_id"]).first()
        if line is None:
            raise errors.UnknownLine
        return line

    def get_initial(self) -> dict[str, Any]:
        return {}

    def deed(self, data: dict[str, Any]) -> dict[str, Any]:
        line_id = self.kwargs["line_id"]
        payments.reverse(self.member.pk, line_id, data["reason"], desk=self.desk)
        return {"said": _("The entry is reversed.")}
