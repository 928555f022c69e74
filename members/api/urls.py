from django.urls import path

from members.api import keeping, notices, own, staff, views

urlpatterns = [
    path("members", views.Members.as_view()),
    path("members/verify", views.Verification.as_view()),
    path("members/verify/resend", views.LinkRequests.as_view()),
    path("members/<uuid:member_id>", views.OneMember.as_view()),
    path("members/<uuid:member_id>/card", views.Card.as_view()),
    path("members/<uuid:member_id>/renewal", keeping.Renewal.as_view()),
    path("members/<uuid:member_id>/merge", keeping.Merge.as_view()),
    path("members/<uuid:member_id>/guardians", keeping.Guardians.as_view()),
    path("members/<uuid:member_id>/guardians/<uuid:other_id>", keeping.OneGuardian.as_view()),
    path("members/<uuid:member_id>/notes", staff.Notes.as_view()),
    path("members/notes/<uuid:note_id>/end", staff.EndNote.as_view()),
    path("members/unchecked", staff.Newcomers.as_view()),
    path("members/<uuid:member_id>/approval", staff.Approval.as_view()),
    path("members/<uuid:member_id>/refusal", staff.Refusal.as_view()),
    path("members/<uuid:member_id>/protection", staff.Protection.as_view()),
    path("member-categories", keeping.Categories.as_view()),
    path("me", views.Me.as_view()),
    path("me/leaving", own.Leaving.as_view()),
    path("me/notices", notices.OwnNotices.as_view()),
    path("me/privacy", own.Privacy.as_view()),
    path("me/views", own.Views.as_view()),
]
