"""Pages of undo, overrides and timelines; part of ``loans.web.urls``."""

from django.urls import path

from loans.web.views import undo

urlpatterns = [
    path("desk/deeds", undo.Deeds.as_view(), name="deeds"),
    path("desk/undo/<uuid:deed_id>", undo.Undo.as_view(), name="undo"),
    path(
        "desk/override/<uuid:member_id>/<str:barcode>",
        undo.Override.as_view(),
        name="override",
    ),
    path(
        "timeline/member/<uuid:member_id>",
        undo.Timeline.as_view(subject="member"),
        name="timeline_of_member",
    ),
    path(
        "timeline/copy/<uuid:copy_id>",
        undo.Timeline.as_view(subject="copy"),
        name="timeline_of_copy",
    ),
    path(
        "timeline/book/<uuid:book_id>",
        undo.Timeline.as_view(subject="book"),
        name="timeline_of_book",
    ),
    path(
        "timeline/loan/<uuid:loan_id>",
        undo.Timeline.as_view(subject="loan"),
        name="timeline_of_loan",
    ),
    path("loans/of/<uuid:member_id>/blocks", undo.BlocksOf.as_view(), name="blocks_of"),
]
