from django.urls import include, path

from loans.web.views import desk, mine, own_data, staff

app_name = "loans"
urlpatterns = [
    path("desk", desk.DeskPage.as_view(), name="desk"),
    path("desk/branch", desk.DeskBranch.as_view(), name="desk_branch"),
    path("desk/slip/<uuid:member_id>", desk.Slip.as_view(), name="slip"),
    path("dashboard", staff.Dashboard.as_view(), name="dashboard"),
    path("loans", mine.Mine.as_view(), name="mine"),
    path("loans/renew-all", mine.RenewAll.as_view(), name="renew_all"),
    path("loans/<uuid:loan_id>/renew", mine.Renew.as_view(), name="renew"),
    path("me/data", own_data.OwnData.as_view(), name="own_data"),
    path("me/data/file", own_data.OwnDataFile.as_view(), name="own_data_file"),
    path("loans/of/<uuid:member_id>", staff.OfMember.as_view(), name="of_member"),
    path("", include("loans.web.family_urls")),
    path("", include("loans.web.hold_urls")),
    path("", include("loans.web.account_urls")),
    path("", include("loans.web.policy_urls")),
    path("", include("loans.web.undo_urls")),
]
