from django.urls import path

from loans.api.views import holds

urlpatterns = [
    path("holds", holds.Holds.as_view()),
    path("holds/<uuid:hold_id>", holds.OneHold.as_view()),
    path("holds/<uuid:hold_id>/suspend", holds.Suspend.as_view()),
    path("holds/<uuid:hold_id>/resume", holds.Resume.as_view()),
    path("holds/<uuid:hold_id>/pickup", holds.Pickup.as_view()),
    path("holds/<uuid:hold_id>/move", holds.Move.as_view()),
]
