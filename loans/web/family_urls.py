"""Pages about one's family; part of ``loans.web.urls``."""

from django.urls import path

from loans.web.views import families

urlpatterns = [
    path("family", families.Family.as_view(), name="family"),
    path("family/titles", families.Titles.as_view(), name="family_titles"),
    path("family/<uuid:member_id>", families.OfChild.as_view(), name="family_of"),
    path("family/<uuid:member_id>/renew", families.RenewAll.as_view(), name="family_renew_all"),
    path(
        "family/<uuid:member_id>/renew/<uuid:loan_id>",
        families.Renew.as_view(),
        name="family_renew",
    ),
    path(
        "family/<uuid:member_id>/hold/<uuid:book_id>",
        families.PlaceHold.as_view(),
        name="family_hold",
    ),
    path(
        "family/<uuid:member_id>/give-up/<uuid:hold_id>",
        families.GiveUpHold.as_view(),
        name="family_give_up",
    ),
]
