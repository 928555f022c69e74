"""Receipts, and what a day brought in."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views import View

from core import clock
from core.web import tables
from core.web.views import MemberPage, StaffPage
from loans import errors
from loans.models import PaymentMethod
from loans.selectors import accounts
from loans.selectors.accounts import CashDay
from loans.web import account_forms, account_rows, cash_file, files, place


class Receipt(MemberPage, View):
    """A payment on a strip of paper: for the staff, and for the member who paid."""

    def get(self, request: HttpRequest, number: int) -> HttpResponse:
        """The receipt; it is printed by the browser."""
        line = accounts.receipt(number)
        is_staff = request.user.has_perm("loans.work_desk")
        is_own = line and line.member and line.member.user_id == request.user.pk
        if line is None or not (is_staff or is_own):
            raise errors.UnknownReceipt
        context = {"line": line, "parts": parts(line), "is_staff": is_staff}
        context |= {"at": account_rows.local_words(line), "what": account_rows.what(line)}
        context["is_reversed"] = accounts.is_reversed(line)
        context |= {"paid": abs(line.amount), "owed": accounts.balance_after(line)}
        return render(request, "loans/receipt.html", context)


def parts(line: Any) -> list[tuple[str, str, int]]:
    """What a payment was for: the kind of charge, its book or note, and how much of it."""
    found = accounts.paid_for(line)
    return [
        (account_rows.what(each), each.loan.copy.book.title if each.loan else each.note, amount)
        for each, amount in found
    ]


class CashPage(StaffPage, View):
    """The money of one day at one branch; today at this desk until another is asked for."""

    permission_required = "loans.view_cash"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """The report."""
        here = place.of(request)
        given = {"branch": here.branch.code, "day": here.desk.today(here.branch).isoformat()}
        form = account_forms.CashDay({**given, **request.GET.dict()})
        if not form.is_valid():
            return self.drawn(form, None, 422)
        return self.drawn(form, accounts.cash(**form.cleaned_data))

    def drawn(self, form: Any, report: CashDay | None, status: int = 200) -> HttpResponseBase:
        """The page."""
        if report and tables.wanted(self.request):
            return tables.sent(self.request, files.cash(report))
        context: dict[str, Any] = {"form": form, "report": report, "title": _("Cash report")}
        if report:
            context |= {
                "taken": account_rows.taken(report),
                "booked": account_rows.booked(report),
                "methods": [
                    (str(label).capitalize(), report.of_method(of))
                    for of, label in PaymentMethod.choices
                ],
                "query": f"branch={report.branch.code}&day={report.day.isoformat()}",
            }
        return render(self.request, "loans/account_cash.html", context, status=status)


class CashFile(CashPage):
    """The report for spreadsheets."""

    def drawn(self, form: Any, report: CashDay | None, status: int = 200) -> HttpResponseBase:
        """The file."""
        if report is None:
            return super().drawn(form, report, status)
        name = f"cash-{report.branch.code}-{report.day.isoformat()}.csv"
        return HttpResponse(
            cash_file.written(report, at=clock.now()),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )
