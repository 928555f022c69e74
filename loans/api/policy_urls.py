from django.urls import path

from loans.api.views import calendar, policies

urlpatterns = [
    path("policies", policies.Policies.as_view()),
    path("policies/winner", policies.Winner.as_view()),
    path("policies/<uuid:policy_id>", policies.OnePolicy.as_view()),
    path("branches/<slug:code>/calendar", calendar.OneCalendar.as_view()),
    path("branches/<slug:code>/calendar/moves", calendar.Moves.as_view()),
]
