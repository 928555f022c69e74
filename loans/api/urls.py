from django.urls import include, path

from loans.api.views import desk, families, loans, own_data

urlpatterns = [
    path("loans", loans.Loans.as_view()),
    path("loans/availability", loans.Availability.as_view()),
    path("loans/renew-all", loans.RenewAll.as_view()),
    path("loans/<uuid:loan_id>", loans.OneLoan.as_view()),
    path("loans/<uuid:loan_id>/return", loans.Return.as_view()),
    path("loans/<uuid:loan_id>/renew", loans.Renew.as_view()),
    path("me/data", own_data.OwnData.as_view()),
    path("desk/checkout", desk.CheckOut.as_view()),
    path("desk/return", desk.Return.as_view()),
    path("desk/member", desk.OneMember.as_view()),
    path("family", families.Family.as_view()),
    path("family/<uuid:member_id>", families.OneChild.as_view()),
    path("family/<uuid:member_id>/loans/<uuid:loan_id>/renew", families.Renew.as_view()),
    path("", include("loans.api.account_urls")),
    path("", include("loans.api.policy_urls")),
    path("", include("loans.api.hold_urls")),
    path("", include("loans.api.undo_urls")),
]
