from django.urls import path

from accounts.api import own, views

urlpatterns = [
    path("auth/login", views.Login.as_view()),
    path("auth/refresh", views.Refresh.as_view()),
    path("auth/logout", views.Logout.as_view()),
    path("me/password", own.Password.as_view()),
    path("me/sessions", own.Sessions.as_view()),
    path("me/sessions/<uuid:session_id>", own.OneSession.as_view()),
    path("auth/logout-everywhere", views.LogoutEverywhere.as_view()),
]
