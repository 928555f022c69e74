"""Pages about money and about loans that go wrong; part of ``loans.web.urls``."""

from django.urls import path

from loans.web.views import account, cash, troubles

urlpatterns = [
    path("account", account.Mine.as_view(), name="account"),
    path("members/<uuid:member_id>/account", account.OfMember.as_view(), name="account_of"),
    path("members/<uuid:member_id>/account/pay", account.Pay.as_view(), name="pay"),
    path("members/<uuid:member_id>/account/waive", account.Waive.as_view(), name="waive"),
    path("members/<uuid:member_id>/account/charge", account.Charge.as_view(), name="charge"),
    path("members/<uuid:member_id>/account/refund", account.Refund.as_view(), name="refund"),
    path(
        "members/<uuid:member_id>/account/reverse/<uuid:line_id>",
        account.Reverse.as_view(),
        name="reverse",
    ),
    path("receipts/<int:number>", cash.Receipt.as_view(), name="receipt"),
    path("cash", cash.CashPage.as_view(), name="cash"),
    path("cash.csv", cash.CashFile.as_view(), name="cash_file"),
    path("loans/<uuid:loan_id>/lost", troubles.Lost.as_view(), name="lost"),
    path("loans/<uuid:loan_id>/write-off", troubles.WriteOff.as_view(), name="write_off"),
    path("loans/<uuid:loan_id>/claim", troubles.Claim.as_view(), name="claim"),
    path("loans/<uuid:loan_id>/claim/end", troubles.Resolve.as_view(), name="resolve_claim"),
]
