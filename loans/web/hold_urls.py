"""Pages about holds; part of ``loans.web.urls``."""

from django.urls import path

from loans.web.views import holds, holds_staff

urlpatterns = [
    path("loans/hold/<uuid:book_id>", holds.OnBook.as_view(), name="hold_form"),
    path("holds", holds.Mine.as_view(), name="holds"),
    path("holds/<uuid:hold_id>/cancel", holds.Cancel.as_view(), name="hold_cancel"),
    path("holds/<uuid:hold_id>/suspend", holds.Suspend.as_view(), name="hold_suspend"),
    path("holds/<uuid:hold_id>/resume", holds.Resume.as_view(), name="hold_resume"),
    path("holds/<uuid:hold_id>/pickup", holds.Pickup.as_view(), name="hold_pickup"),
    path("holds/<uuid:hold_id>/move", holds_staff.Move.as_view(), name="hold_move"),
    path("holds/book/<uuid:book_id>", holds_staff.OfBook.as_view(), name="holds_of"),
    path("holds/member/<uuid:member_id>", holds_staff.OfMember.as_view(), name="holds_of_member"),
    path("holds/pull", holds_staff.PullList.as_view(), name="pull_list"),
    path("holds/shelf", holds_staff.ShelfPage.as_view(), name="shelf"),
    path("holds/missing/<uuid:copy_id>", holds_staff.NotFound.as_view(), name="not_found"),
]
