from django.urls import path

from loans.api.views import account, troubles

urlpatterns = [
    path("account", account.Mine.as_view()),
    path("members/<uuid:member_id>/account", account.OfMember.as_view()),
    path("members/<uuid:member_id>/payments", account.Payments.as_view()),
    path("members/<uuid:member_id>/waivers", account.Waivers.as_view()),
    path("members/<uuid:member_id>/charges", account.Charges.as_view()),
    path("members/<uuid:member_id>/refunds", account.Refunds.as_view()),
    path("members/<uuid:member_id>/reversals", account.Reversals.as_view()),
    path("loans/<uuid:loan_id>/lost", troubles.Lost.as_view()),
    path("loans/<uuid:loan_id>/write-off", troubles.WriteOff.as_view()),
    path("loans/<uuid:loan_id>/claim", troubles.Claim.as_view()),
    path("loans/<uuid:loan_id>/claim/withdrawal", troubles.ClaimWithdrawal.as_view()),
    path("loans/<uuid:loan_id>/claim/resolution", troubles.ClaimResolution.as_view()),
]
