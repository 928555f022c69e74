from django.urls import path

from loans.api.views import undo

urlpatterns = [
    path("desk/undo", undo.Undo.as_view()),
    path("desk/deeds", undo.Deeds.as_view()),
    path("timeline", undo.Timeline.as_view()),
]
