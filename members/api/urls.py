from django.urls import path

from members.api import views

urlpatterns = [
    path("members", views.Members.as_view()),
    path("members/verify", views.Verification.as_view()),
    path("members/verify/resend", views.LinkRequests.as_view()),
    path("members/<uuid:member_id>", views.OneMember.as_view()),
    path("me", views.Me.as_view()),
]
